//! From the microphone to the wire: frames of 20 ms, and resampling.

use std::f64::consts::TAU;

use proptest::prelude::*;
use speko_proto::realtime::frame::Rate;
use speko_proto::realtime::framing::{Framer, from_pcm, to_pcm};
use speko_proto::realtime::resample::Resampler;

const WAYS: [(u32, u32); 8] = [
    (44_100, 16_000),
    (44_100, 24_000),
    (48_000, 16_000),
    (48_000, 24_000),
    (16_000, 44_100),
    (24_000, 44_100),
    (16_000, 48_000),
    (24_000, 48_000),
];

fn tone(rate: u32, hz: f64, seconds: f64) -> Vec<f32> {
    let count = (f64::from(rate) * seconds) as usize;
    let at = |index| (TAU * hz * index as f64 / f64::from(rate)).sin() as f32;
    (0..count).map(at).collect()
}

fn resampled(from: u32, to: u32, samples: &[f32]) -> Vec<f32> {
    let (mut resampler, mut out) = (Resampler::new(from, to), Vec::new());
    resampler.push(samples, &mut out);
    resampler.finish(&mut out);
    out
}

/// Returns the level without the first and the last quarter, in dB relative to a full-scale sine.
fn level(samples: &[f32]) -> f64 {
    let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
    let square: f64 = middle.iter().map(|one| f64::from(*one).powi(2)).sum();
    10.0 * (2.0 * square / middle.len() as f64).max(1e-20).log10()
}

/// Returns the level of a tone at this frequency, in dB.
fn strength(samples: &[f32], rate: u32, hz: f64) -> f64 {
    let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
    let (mut re, mut im, mut sum) = (0.0, 0.0, 0.0);
    for (index, one) in middle.iter().enumerate() {
        let place = index as f64 / middle.len() as f64;
        let window = 0.5 - 0.5 * (TAU * place).cos();
        let angle = TAU * hz * index as f64 / f64::from(rate);
        re += f64::from(*one) * window * angle.cos();
        im += f64::from(*one) * window * angle.sin();
        sum += window;
    }
    20.0 * (2.0 * re.hypot(im) / sum).max(1e-10).log10()
}

#[test]
fn passband_ripple_is_at_most_0_1_db() {
    for (from, to) in WAYS {
        let top = f64::from(from.min(to)) / 2.0 * 0.875;
        for step in 0..=12 {
            let hz = 100.0 + (top - 100.0) * f64::from(step) / 12.0;
            let out = resampled(from, to, &tone(from, hz, 0.1));
            let ripple = strength(&out, to, hz);
            assert!(
                ripple.abs() <= 0.1,
                "{from} to {to}: {hz} Hz at {ripple} dB"
            );
        }
    }
}

#[test]
fn aliases_are_attenuated_by_60_db_when_downsampling() {
    for (from, to) in WAYS.into_iter().filter(|(from, to)| from > to) {
        let (low, high) = (f64::from(to) / 2.0, f64::from(from) / 2.0);
        for step in 0..=20 {
            let hz = low + (high - low) * f64::from(step) / 20.0 * 0.999;
            let alias = level(&resampled(from, to, &tone(from, hz, 0.06)));
            assert!(
                alias <= -60.0,
                "{from} to {to}: {hz} Hz comes out at {alias} dB"
            );
        }
    }
}

#[test]
fn images_are_attenuated_by_60_db_when_upsampling() {
    for (from, to) in WAYS.into_iter().filter(|(from, to)| from < to) {
        for part in [0.1, 0.5, 0.8] {
            let hz = f64::from(from) / 2.0 * part;
            let out = resampled(from, to, &tone(from, hz, 0.1));
            let image = strength(&out, to, f64::from(from) - hz);
            assert!(
                image <= -60.0,
                "{from} to {to}: {hz} Hz has an image at {image} dB"
            );
        }
    }
}

#[test]
fn output_length_is_sample_exact_without_drift() {
    for (from, to) in WAYS {
        let mut resampler = Resampler::new(from, to);
        let (second, mut out) = (vec![0.0; from as usize], Vec::new());
        resampler.push(&second, &mut out);
        let first = out.len();
        let held = (resampler.delay() as u64 * u64::from(to)).div_ceil(u64::from(from));
        assert!(first as u64 + held >= u64::from(to), "{from} to {to}");
        // A second is a whole number of samples at either rate, so what holds for one second holds
        // for all.
        let state = format!("{resampler:?}");
        for _ in 0..2 {
            out.clear();
            resampler.push(&second, &mut out);
            assert_eq!(out.len(), to as usize, "{from} to {to}");
            assert!(format!("{resampler:?}") == state, "{from} to {to} drifts");
        }
        out.clear();
        resampler.finish(&mut out);
        assert_eq!(first + out.len(), to as usize, "{from} to {to}");
    }
}

#[test]
fn constant_signal_is_kept_and_equal_rates_pass_through() {
    for (from, to) in WAYS {
        let out = resampled(from, to, &vec![0.5; from as usize / 20]);
        for one in &out[out.len() / 4..out.len() * 3 / 4] {
            assert!((one - 0.5).abs() < 1e-4, "{from} to {to}: {one}");
        }
    }
    let samples = tone(24_000, 440.0, 0.1);
    assert_eq!(resampled(24_000, 24_000, &samples), samples);
}

#[test]
fn tone_keeps_its_frequency_and_phase() {
    let out = resampled(44_100, 16_000, &tone(44_100, 1_000.0, 0.3));
    let wanted = tone(16_000, 1_000.0, 0.3);
    assert_eq!(out.len(), wanted.len());
    for (one, other) in out.iter().zip(&wanted).skip(400).take(4_000) {
        assert!((one - other).abs() < 0.003, "{one} {other}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn block_sizes_do_not_change_the_resampled_output(
        way in 0..WAYS.len(),
        cuts in prop::collection::vec(0_usize..700, 1..30),
    ) {
        let (from, to) = WAYS[way];
        let samples = tone(from, 777.0, 0.05);
        let whole = resampled(from, to, &samples);
        let (mut resampler, mut out) = (Resampler::new(from, to), Vec::new());
        let mut rest = &samples[..];
        for cut in cuts {
            let (block, left) = rest.split_at(cut.min(rest.len()));
            resampler.push(block, &mut out);
            rest = left;
        }
        resampler.push(rest, &mut out);
        resampler.finish(&mut out);
        prop_assert_eq!(whole, out);
    }

    #[test]
    fn any_samples_in_any_blocks_become_20_ms_frames(
        samples in prop::collection::vec(any::<f32>(), 0..5_000),
        block in 1_usize..1_000,
        low in any::<bool>(),
    ) {
        let (rate, bytes) = if low { (Rate::Low, 640) } else { (Rate::High, 960) };
        let (mut framer, mut frames) = (Framer::new(rate), Vec::new());
        for some in samples.chunks(block) {
            framer.push(some, |frame| frames.push(frame));
        }
        frames.extend(framer.flush());
        prop_assert!(frames.iter().all(|frame| frame.len() == bytes));
        prop_assert_eq!(frames.len(), (samples.len() * 2).div_ceil(bytes));
        let read: Vec<i16> = frames.concat().chunks(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        for (one, sample) in read.iter().zip(&samples) {
            prop_assert_eq!(*one, to_pcm(*sample));
        }
        prop_assert!(read[samples.len()..].iter().all(|one| *one == 0), "the last frame is padded with silence");
        prop_assert_eq!(framer.flush(), None);
    }

    #[test]
    fn any_number_of_bytes_decodes_to_samples(
        bytes in prop::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let samples: Vec<f32> = from_pcm(&bytes).collect();
        prop_assert_eq!(samples.len(), bytes.len() / 2);
        prop_assert!(samples.iter().all(|one| (-1.0..=1.0).contains(one)));
    }
}

#[test]
fn pcm_conversion_saturates_and_silence_is_zero() {
    for (sample, pcm) in [
        (1.0, 32_767),
        (-1.0, -32_768),
        (7.0, 32_767),
        (-7.0, -32_768),
        (f32::INFINITY, 32_767),
        (f32::NEG_INFINITY, -32_768),
        (f32::NAN, 0),
        (0.0, 0),
        (-0.0, 0),
        (0.5, 16_384),
    ] {
        assert_eq!(to_pcm(sample), pcm, "{sample}");
    }
    let mut framer = Framer::new(Rate::Low);
    framer.push(&[0.0; 320], |frame| assert_eq!(frame, [0; 640]));
}

#[test]
fn clear_discards_the_partial_frame() {
    let mut framer = Framer::new(Rate::High);
    framer.push(&[0.5; 479], |_| panic!("an incomplete frame was emitted"));
    framer.clear();
    let mut frames = Vec::new();
    framer.push(&[0.0; 480], |frame| frames.push(frame));
    assert_eq!(frames, [vec![0; 960]]);
}
