//! `pressespiegel store copy`: from a directory into PostgreSQL and back again, and what `store migrate` and `--store-url` say.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use jiff::Timestamp;
use pressespiegel::nlp::analysis::{Certainty, ClaimKind, FigureKind};
use pressespiegel::store::{
    ArticleFilter, ArticleStore, ClaimFilter, EmbeddedOptions, EmbeddedStore, EntityFilter, FigureFilter, PageRequest,
    StoreError,
};

use crate::cluster;
use crate::contract::lexicon::lexicon;
use crate::fixtures::{Draft, article, at, fill, id};

fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pressespiegel"));
    command.args(arguments).env_remove("PRESSESPIEGEL_CONFIG").output().expect("it runs")
}

fn said(output: &Output) -> String {
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", told(&output.stdout), told(&output.stderr));
    told(&output.stdout).trim().to_owned()
}

fn draft(number: u64) -> Draft {
    article(number)
        .text(&format!("Der Preis steigt um {number} Prozent."))
        .source(if number.is_multiple_of(2) { "a" } else { "b" })
        .external(&number.to_string())
        .names("person:x", "Anna", 1)
        .claims(ClaimKind::Direct, Certainty::Asserted, Some("person:x"), &[])
        .counts(FigureKind::Percentage, "3", Some("percent"), Some("Preis"))
}

/// Everything that lists and single articles tell.
async fn told(store: &dyn ArticleStore) -> Result<String, StoreError> {
    let all = PageRequest { limit: 500, after: None };
    let articles = store.list_articles(&ArticleFilter::default(), &all).await?;
    let claims = store.list_claims(&ClaimFilter::default(), &all).await?;
    let figures = store.list_figures(&FigureFilter::default(), &all).await?;
    let entities = store.list_entities(&EntityFilter::default(), &all).await?;
    let mut revisions = Vec::new();
    for article in &articles.items {
        for entry in store.revisions(article.id, None, 50).await?.into_iter().flatten() {
            revisions.push((store.revision(article.id, entry.revision.number).await?, entry));
        }
    }
    let lexicon = (store.lexicon().await?, store.lexicon_versions(None, 50).await?);
    Ok(format!("{articles:?} {claims:?} {figures:?} {entities:?} {revisions:?} {lexicon:?}"))
}

fn embedded(directory: &Path) -> EmbeddedStore {
    EmbeddedStore::open(directory, EmbeddedOptions::default()).expect("opens")
}

async fn filled(directory: &Path) -> String {
    let store: Arc<dyn ArticleStore> = Arc::new(embedded(directory));
    fill(&store, (0..40).map(draft)).await;
    for number in [3, 4] {
        let corrected = draft(number).title("Neu").build();
        store.revise(corrected.into(), None, at(100)).await.expect("revised");
    }
    for number in [4, 5] {
        let title = if number == 4 { draft(4).title("Neu") } else { draft(5) };
        assert!(store.replace_analysis(title.reread().build().into(), None, at(200)).await.expect("read"));
    }
    store.delete(id(7), Timestamp::UNIX_EPOCH).await.expect("deleted");
    for number in 1..=3 {
        store.put_lexicon(lexicon(number, 4)).await.expect("put");
    }
    let told = told(store.as_ref()).await.expect("told");
    store.close().await.expect("closed");
    told
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_the_same_in_postgresql_and_back_in_a_directory() {
    let Some(url) = cluster::database().await else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let (first, second) = (directory.path().join("first"), directory.path().join("second"));
    let expected = filled(&first).await;
    let [first_name, second_name] = [&first, &second].map(|path| path.to_str().expect("a name").to_owned());

    let output = program(&["store", "copy", &first_name, &url]);
    assert_eq!(said(&output), "39 copied, 1 there already, 0 deleted, 0 refused");
    let store = cluster::open(&url).await;
    assert_eq!(told(&store).await.expect("told"), expected);
    assert_eq!(
        said(&program(&["store", "copy", &first_name, &url])),
        "0 copied, 0 there already, 0 deleted, 0 refused"
    );

    // What has changed since is brought after, and nothing else.
    let source: Arc<dyn ArticleStore> = Arc::new(embedded(&first));
    fill(&source, [draft(50)]).await;
    source.delete(id(8), Timestamp::UNIX_EPOCH).await.expect("deleted");
    let expected = told(source.as_ref()).await.expect("told");
    source.close().await.expect("closed");
    drop(source);
    assert_eq!(
        said(&program(&["store", "copy", &first_name, &url])),
        "1 copied, 0 there already, 1 deleted, 0 refused"
    );
    assert_eq!(told(&store).await.expect("told"), expected);
    let verified = said(&program(&["store", "verify", "--store-url", &url]));
    assert!(verified.starts_with("39 articles, 1 entities, "), "{verified}");

    said(&program(&["store", "copy", &url, &second_name]));
    let back = embedded(&second);
    assert_eq!(told(&back).await.expect("told"), expected);
    back.verify().await.expect("whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_made_once_and_asked_for_where_they_lack() {
    let Some(url) = cluster::database().await else { return };
    let (place, name) = url.rsplit_once('/').expect("a name");
    let bare = format!("{place}/{name}_bare");
    cluster::run(&url, &format!("CREATE DATABASE {name}_bare")).await;

    let output = program(&["export", "--store-url", &bare]);
    let problem = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && problem.contains("run `pressespiegel store migrate`"), "{problem}");
    assert_eq!(said(&program(&["store", "migrate", "--store-url", &bare])), "the tables had version 0 and have 5");
    assert_eq!(said(&program(&["store", "migrate", "--store-url", &bare])), "the tables have version 5 already");
    assert_eq!(said(&program(&["export", "--store-url", &bare])), "");

    // Two programs at once.
    cluster::run(&url, &format!("CREATE DATABASE {name}_both")).await;
    let both = format!("{place}/{name}_both");
    let migrations = [0, 1].map(|_| {
        let both = both.clone();
        tokio::task::spawn_blocking(move || said(&program(&["store", "migrate", "--store-url", &both])))
    });
    for migration in migrations {
        migration.await.expect("migrated");
    }

    // A newer program has changed the tables so that this one can't work on them.
    cluster::run(&bare, "UPDATE migration SET version = 9, serves = 9").await;
    let output = program(&["export", "--store-url", &bare]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("use a newer program"), "{output:?}");
}
