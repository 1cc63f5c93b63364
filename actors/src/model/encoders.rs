//! The encoders that a node is set to use, and what is known of them: they are tried while the server starts, and nobody
//! waits for the outcome.

use std::sync::{Arc, OnceLock};

use playhouse_pipelines::spec::{Encoder, VideoCoding};
use playhouse_pipelines::worker::{EncoderFinding, EncoderState};

use super::LadderPolicy;

/// Shared by everybody who plans or runs media work.
#[derive(Debug, Clone, Default)]
pub struct Encoders {
    /// A device that makes the H.264 rungs, if the operator wants one.
    hardware: Option<Encoder>,
    /// Codecs beside H.264.
    extra: Vec<VideoCoding>,
    found: Arc<OnceLock<Vec<EncoderFinding>>>,
}

impl Encoders {
    #[must_use]
    pub fn new(h264: Encoder, extra: &[VideoCoding]) -> Self {
        Self {
            hardware: Some(h264).filter(|encoder| encoder.is_hardware()),
            extra: extra.to_vec(),
            found: Arc::default(),
        }
    }

    /// Notes what was found, once.
    pub fn set_found(&self, findings: Vec<EncoderFinding>) {
        let _was_known = self.found.set(findings);
    }

    fn state(&self, encoder: Encoder) -> Option<&EncoderState> {
        Some(&self.found.get()?.iter().find(|finding| finding.encoder == encoder)?.state)
    }

    /// The device, once it is known to work: nothing depends on it.
    #[must_use]
    pub fn hardware(&self) -> Option<Encoder> {
        self.hardware.filter(|encoder| self.state(*encoder) == Some(&EncoderState::Works))
    }

    /// What the operator asked for and the machine cannot do, with the reason.
    #[must_use]
    pub fn unmet(&self) -> Vec<&EncoderFinding> {
        let wanted: Vec<Encoder> =
            self.hardware.into_iter().chain(self.extra.iter().map(|one| one.software())).collect();
        let findings = self.found.get().map(Vec::as_slice).unwrap_or_default();
        findings.iter().filter(|one| wanted.contains(&one.encoder) && one.state != EncoderState::Works).collect()
    }

    /// Encoders that a worker is given besides x264.
    #[must_use]
    pub fn of_worker(&self) -> Vec<Encoder> {
        self.extra.iter().map(|coding| coding.software()).chain(self.hardware()).collect()
    }

    /// The policy, as far as this machine can follow it.
    #[must_use]
    pub fn narrow(&self, policy: &LadderPolicy) -> LadderPolicy {
        let may_work =
            |coding: &VideoCoding| self.state(coding.software()).is_none_or(|state| *state == EncoderState::Works);
        let extra = policy.extra.iter().copied().filter(may_work).collect();
        LadderPolicy { extra, mixes_encoders: self.hardware().is_some(), ..policy.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(encoder: Encoder, state: EncoderState) -> EncoderFinding {
        EncoderFinding { encoder, state }
    }

    #[test]
    fn a_device_is_used_only_when_it_is_known_to_work() {
        let encoders = Encoders::new(Encoder::VaH264, &[]);
        assert_eq!(encoders.hardware(), None, "not tried yet");
        encoders.set_found(vec![finding(Encoder::VaH264, EncoderState::Works)]);
        assert_eq!((encoders.hardware(), encoders.of_worker()), (Some(Encoder::VaH264), vec![Encoder::VaH264]));
        assert!(encoders.narrow(&LadderPolicy::default()).mixes_encoders);

        let encoders = Encoders::new(Encoder::NvH264, &[]);
        encoders.set_found(vec![finding(Encoder::NvH264, EncoderState::Absent("no device".into()))]);
        assert_eq!((encoders.hardware(), encoders.unmet().len()), (None, 1));
        assert!(!encoders.narrow(&LadderPolicy::default()).mixes_encoders);
    }

    #[test]
    fn a_codec_whose_encoder_fails_is_not_planned() {
        let policy = LadderPolicy { extra: vec![VideoCoding::Hevc, VideoCoding::Av1], ..LadderPolicy::default() };
        let encoders = Encoders::new(Encoder::X264, &policy.extra);
        assert_eq!(encoders.narrow(&policy).extra, policy.extra);
        let fails = EncoderState::Fails("it gave nothing".into());
        encoders.set_found(vec![finding(Encoder::X265, fails), finding(Encoder::Av1, EncoderState::Works)]);
        assert_eq!(encoders.narrow(&policy).extra, [VideoCoding::Av1]);
    }
}
