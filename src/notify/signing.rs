//! Signatures by the rules of Standard Webhooks (version 1): HMAC-SHA-256 over id, time and body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::NotifyError;
use crate::store::SigningSecret;

/// What a secret begins with as text.
pub const PREFIX: &str = "whsec_";

/// Random bytes of a secret.
const BYTES: usize = 32;

/// A secret that nobody knows.
pub(super) fn fresh_secret() -> Result<SigningSecret, NotifyError> {
    let mut bytes = vec![0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| NotifyError::Random(error.to_string()))?;
    Ok(SigningSecret(bytes))
}

/// A secret as it is shown once, and as libraries for Standard Webhooks take it.
#[must_use]
pub fn secret_text(secret: &SigningSecret) -> String {
    format!("{PREFIX}{}", STANDARD.encode(&secret.0))
}

/// The signature of a message: what `webhook-signature` says.
pub(super) fn signature(secret: &SigningSecret, id: &str, timestamp: i64, body: &str) -> Option<String> {
    // A key of any length is taken.
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret.0).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body.as_bytes());
    Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the libraries of Standard Webhooks test themselves with.
    #[test]
    fn a_signature_is_the_one_that_the_rules_give() {
        let secret = SigningSecret(STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap());
        let body = r#"{"test": 2432232314}"#;
        let signed = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(secret_text(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    #[test]
    fn secrets_differ_and_are_not_shown() {
        let (one, other) = (fresh_secret().unwrap(), fresh_secret().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.0.len(), BYTES);
        assert_eq!(format!("{one:?}"), "SigningSecret");
    }
}
