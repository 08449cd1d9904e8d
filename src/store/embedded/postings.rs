//! The articles that stand in several lists.
//!
//! In each part of the index the lists are joined by seeking: each in turn jumps to the first article not before the others'
//! present one. The rarest list sets the pace whichever it is, without statistics; the cost is some seeks for each of its
//! articles in range. The parts are merged by the places of what they come to, and one is not asked before its time has come.

use std::ops::Range;

use super::damaged;
use super::index::{Part, PostingCursor};
use super::view::View;
use crate::store::codec::{Input, Stored};
use crate::store::sort_key::SortKey;
use crate::store::{DateRange, StoreError};

/// So many lists are walked side by side; more are made one before.
const SIDE_BY_SIDE: usize = 96;

/// The articles that stand in every one of some lists, newest first.
pub struct Intersection<'a> {
    tree: &'a View<'a>,
    /// The lists; of each of these an article needs to be in one.
    unions: Vec<Union<'a>>,
    first: Option<SortKey>,
    last: SortKey,
    parts: Option<Vec<Run<'a>>>,
    /// The part that has given the present article.
    present: usize,
}

/// Lists of which an article needs to be in one.
enum Union<'a> {
    /// These. What is told of an article is what each of them says.
    Lists(Vec<Vec<u8>>),
    /// All whose keys begin so and are wanted; where they are many, one instead that holds them all.
    Matching(Matching<'a>),
}

/// Whether the list of a key is wanted.
pub type IsWanted<'a> = dyn Fn(&[u8]) -> bool + 'a;

/// Lists by what their keys are.
pub struct Matching<'a> {
    /// How the keys begin.
    pub prefixes: Vec<Vec<u8>>,
    /// Whether a list is wanted.
    pub is_wanted: Box<IsWanted<'a>>,
    /// A list that holds what all of them do, and more.
    pub whole: Option<Vec<u8>>,
}

/// An intersection in one part.
struct Run<'a> {
    part: &'a Part,
    at: usize,
    unions: Vec<Vec<PostingCursor<'a>>>,
    /// The first number that was not looked at, and the first after the range.
    next: u32,
    end: u32,
    /// Where it goes on: at this place, if `found`, or not before it.
    place: SortKey,
    found: Option<u32>,
    /// Places from a number on, as they are read together.
    places: (u32, Vec<SortKey>),
}

impl<'a> Intersection<'a> {
    /// Articles dated inside `range`; [`Intersection::and`] adds the lists, one at least.
    pub fn new(tree: &'a View<'a>, range: &DateRange) -> Self {
        let (first, last) = (SortKey::first_in(range), SortKey::last_in(range));
        Self { tree, unions: Vec::new(), first, last, parts: None, present: 0 }
    }

    /// Only articles in this list.
    pub fn and(&mut self, list: Vec<u8>) {
        self.and_any(vec![list]);
    }

    /// Only articles in one of these lists at least.
    pub fn and_any(&mut self, lists: Vec<Vec<u8>>) {
        self.unions.push(Union::Lists(lists));
    }

    /// Only articles in one at least of these lists.
    pub fn and_matching(&mut self, lists: Matching<'a>) {
        self.unions.push(Union::Matching(lists));
    }

    /// Whether no list was added yet.
    pub fn is_unrestricted(&self) -> bool {
        self.unions.is_empty()
    }

    /// Leaves out everything before this place; before the first article is asked for.
    pub fn start_at(&mut self, place: Option<SortKey>) {
        self.first = self.first.and_then(|first| place.map(|place| first.max(place)));
    }

    /// How far it has come: no article before this place is to come; `None` at the end.
    pub fn reached(&self) -> Option<SortKey> {
        match &self.parts {
            None => self.first,
            Some(parts) => parts.iter().map(|run| run.place).min(),
        }
    }

    /// The next article.
    pub fn next(&mut self) -> Result<Option<SortKey>, StoreError> {
        self.begin()?;
        let Some(parts) = self.parts.as_mut() else { return Ok(None) };
        if let Some(run) = parts.get_mut(self.present).filter(|run| run.found.is_some()) {
            run.found = None;
            if !run.go_on()? {
                parts.swap_remove(self.present);
            }
        }
        loop {
            let Some((at, run)) = parts.iter_mut().enumerate().min_by_key(|(_, run)| run.place) else {
                return Ok(None);
            };
            if run.found.is_some() {
                self.present = at;
                return Ok(Some(run.place));
            }
            if !run.find(self.tree)? {
                parts.swap_remove(at);
            }
        }
    }

    /// Every article, part by part; `each` gets the number of the part, that of the article in it, and what asks it.
    pub fn each_in_part(
        &mut self,
        mut each: impl FnMut(usize, u32, &Present<'_, 'a>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.begin()?;
        for mut run in self.parts.take().into_iter().flatten() {
            while run.find(self.tree)? {
                let Some(number) = run.found.take() else { break };
                each(run.at, number, &Present(&run))?;
                if !run.go_on()? {
                    break;
                }
            }
        }
        self.parts = Some(Vec::new());
        Ok(())
    }

    /// What list number `list` says about the article that [`Intersection::next`] has just given.
    pub fn values<T: Stored>(&self, list: usize) -> Result<Vec<T>, StoreError> {
        let run = self.parts.as_ref().and_then(|parts| parts.get(self.present));
        run.map_or_else(|| Ok(Vec::new()), |run| Present(run).values(list))
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        if self.parts.is_some() {
            return Ok(());
        }
        let mut runs = Vec::new();
        if let Some(first) = self.first {
            for (at, part) in self.tree.index().parts.iter().enumerate() {
                runs.extend(Run::new((at, part), &self.unions, (&first, &self.last))?);
            }
        }
        self.parts = Some(runs);
        Ok(())
    }
}

/// The article that an intersection has come to in a part.
pub struct Present<'r, 'a>(&'r Run<'a>);

impl Present<'_, '_> {
    /// Its place.
    pub fn place(&self) -> SortKey {
        self.0.place
    }

    /// What list number `list` says about it.
    pub fn values<T: Stored>(&self, list: usize) -> Result<Vec<T>, StoreError> {
        // It was found, so the next number is the one after it.
        let number = self.0.next.checked_sub(1);
        let cursors = self.0.unions.get(list).into_iter().flatten();
        let here = cursors.filter(|cursor| cursor.current().is_some() && cursor.current() == number);
        let mut values = Vec::new();
        for cursor in here {
            let mut input = Input::new(cursor.value());
            while !input.is_read() {
                values.push(T::take(&mut input).map_err(damaged)?);
            }
        }
        Ok(values)
    }
}

impl Union<'_> {
    fn cursors<'p>(&self, part: &'p Part) -> Result<Vec<PostingCursor<'p>>, StoreError> {
        let mut cursors = Vec::new();
        match self {
            Self::Lists(lists) => {
                for list in lists {
                    cursors.extend(part.segment.list(list)?);
                }
            }
            Self::Matching(Matching { prefixes, is_wanted, whole }) => {
                let mut places = Vec::new();
                for prefix in prefixes {
                    part.segment.lists_with(prefix, |key, place| places.extend(is_wanted(key).then_some(place)))?;
                }
                let many = places.iter().map(|place| u64::from(place.count)).sum::<u64>();
                if let Some(whole) = whole.as_ref().filter(|_| many > u64::from(part.segment.articles())) {
                    cursors.extend(part.segment.list(whole)?);
                } else if places.len() <= SIDE_BY_SIDE {
                    for place in places {
                        cursors.push(PostingCursor::new(&part.segment, place)?);
                    }
                } else {
                    cursors.push(PostingCursor::over(&part.segment, &places)?);
                }
            }
        }
        Ok(cursors)
    }
}

impl<'a> Run<'a> {
    /// In a part that has articles in the range and all of the lists.
    fn new(
        (at, part): (usize, &'a Part),
        lists: &[Union<'_>],
        (first, last): (&SortKey, &SortKey),
    ) -> Result<Option<Self>, StoreError> {
        let Range { start: next, end } = part.segment.between(first, last)?;
        if next >= end {
            return Ok(None);
        }
        let mut unions = Vec::with_capacity(lists.len());
        for union in lists {
            let cursors = union.cursors(part)?;
            if cursors.is_empty() {
                return Ok(None);
            }
            unions.push(cursors);
        }
        let mut run =
            Self { part, at, unions, next, end, place: SortKey::LAST, found: None, places: (next, Vec::new()) };
        run.place = run.place_of(next)?;
        Ok(Some(run))
    }

    fn place_of(&mut self, number: u32) -> Result<SortKey, StoreError> {
        let is_read = number >= self.places.0 && ((number - self.places.0) as usize) < self.places.1.len();
        if !is_read {
            self.places = (number, self.part.segment.places(number)?);
        }
        let place = self.places.1.get((number - self.places.0) as usize);
        place.copied().ok_or_else(|| StoreError::Corrupt("a segment of the index has lost a place".into()))
    }

    /// Moves on from the present article; whether there may be more.
    fn go_on(&mut self) -> Result<bool, StoreError> {
        if self.next >= self.end {
            return Ok(false);
        }
        self.place = self.place_of(self.next)?;
        Ok(true)
    }

    /// Moves to the next article, if there is one.
    fn find(&mut self, tree: &View<'_>) -> Result<bool, StoreError> {
        let mut target = self.next;
        let mut agreeing = 0;
        let mut turn = 0;
        while agreeing < self.unions.len() {
            if let Err(too_much) = tree.look() {
                // So that it can be told how far it has come.
                self.place = self.place_of(target)?;
                return Err(too_much);
            }
            let mut least = None;
            for cursor in &mut self.unions[turn] {
                let number = cursor.seek(target)?;
                least = least.into_iter().chain(number).min();
            }
            match least.filter(|number| *number < self.end) {
                None => return Ok(false),
                Some(number) if number == target => agreeing += 1,
                Some(number) => (target, agreeing) = (number, 1),
            }
            if agreeing == self.unions.len() && self.part.gone.has(target) {
                (target, agreeing) = (target + 1, 0);
            }
            turn = (turn + 1) % self.unions.len();
        }
        self.place = self.place_of(target)?;
        (self.found, self.next) = (Some(target), target + 1);
        Ok(true)
    }
}
