use super::*;

const FRAME: Nanoseconds = 40_000_000;

fn always(target: Nanoseconds) -> SegmentTarget {
    SegmentTarget { first: target, rest: target }
}

/// Frames in decode order: presentation number, and what it is.
fn cut(frames: &[(i64, AccessPoint)], target_frames: i64) -> Vec<VideoCut> {
    let mut cutter = VideoCutter::new(always(target_frames * FRAME), 1 << 20, FrameRate::new(25, 1), CutAt::KeyFrames);
    for (number, access) in frames {
        let frame = VideoFrame {
            time: 7 * FRAME + number * FRAME,
            hidden: false,
            access: *access,
            data: Bytes::from_static(b"x"),
        };
        cutter.push(frame).unwrap();
    }
    cutter.finish().unwrap();
    cutter.take_cuts()
}

fn closed_gop(start: i64) -> Vec<(i64, AccessPoint)> {
    use AccessPoint::{Instant, None};
    [(0, Instant), (3, None), (1, None), (2, None), (4, None)].map(|(n, access)| (start + n, access)).to_vec()
}

fn open_gop(start: i64) -> Vec<(i64, AccessPoint)> {
    use AccessPoint::{Key, None};
    [(2, Key), (0, None), (1, None), (4, None), (3, None)].map(|(n, access)| (start + n, access)).to_vec()
}

fn spans(cuts: &[VideoCut]) -> Vec<(Ticks, Ticks, u32, bool)> {
    cuts.iter().map(|cut| (cut.start / 1000, cut.end / 1000, cut.presented, cut.lead_in == 0)).collect()
}

#[test]
fn cuts_at_the_first_closed_key_frame_that_is_near_the_target_or_past_it() {
    let frames: Vec<_> = (0..4).flat_map(|k| closed_gop(5 * k)).collect();
    assert_eq!(spans(&cut(&frames, 5)), [(0, 5, 5, true), (5, 10, 5, true), (10, 15, 5, true), (15, 20, 5, true)]);
    assert_eq!(spans(&cut(&frames, 6)), [(0, 10, 10, true), (10, 15, 5, true), (15, 20, 5, true)]);
    assert_eq!(spans(&cut(&frames, 7)), [(0, 10, 10, true), (10, 20, 10, true)]);
}

#[test]
fn the_first_segment_may_be_shorter() {
    let frames: Vec<_> = (0..5).flat_map(|k| closed_gop(5 * k)).collect();
    let mut cutter = VideoCutter::new(
        SegmentTarget { first: FRAME, rest: 10 * FRAME },
        1 << 20,
        FrameRate::new(25, 1),
        CutAt::KeyFrames,
    );
    for (number, access) in frames {
        cutter.push(VideoFrame { time: number * FRAME, hidden: false, access, data: Bytes::new() }).unwrap();
    }
    cutter.finish().unwrap();
    assert_eq!(spans(&cutter.take_cuts()), [(0, 5, 5, true), (5, 15, 10, true), (15, 25, 10, true)]);
}

#[test]
fn an_open_key_frame_waits_for_twice_the_target() {
    let frames: Vec<_> = [closed_gop(0), open_gop(5), open_gop(10), closed_gop(15)].concat();
    assert_eq!(spans(&cut(&frames, 5)), [(0, 10, 10, true), (10, 15, 5, false), (15, 20, 5, true)]);
    assert_eq!(spans(&cut(&frames, 7)), [(0, 15, 15, true), (15, 20, 5, true)]);
}

#[test]
fn a_stream_that_starts_open_loses_what_cannot_be_decoded() {
    let frames: Vec<_> = [vec![(-1, AccessPoint::None)], open_gop(0), closed_gop(5)].concat();
    assert_eq!(spans(&cut(&frames, 100)), [(0, 8, 8, true)]);
}

#[test]
fn hidden_frames_take_no_time_and_shift_nothing() {
    let mut cutter = VideoCutter::new(always(FRAME), 1 << 20, FrameRate::new(25, 1), CutAt::KeyFrames);
    for number in -3..4_i64 {
        let access = if number == -3 { AccessPoint::Instant } else { AccessPoint::None };
        cutter.push(VideoFrame { time: number * FRAME, hidden: number < 0, access, data: Bytes::new() }).unwrap();
    }
    cutter.finish().unwrap();
    let cuts = cutter.take_cuts();
    assert_eq!(spans(&cuts), [(0, 4, 4, true)]);
    assert!(cuts[0].samples.iter().take(3).all(|sample| sample.pts < 0));
}

#[test]
fn doubled_times_are_spread_out() {
    use AccessPoint::{Instant, None};
    let cuts = cut(&[(0, Instant), (1, None), (1, None), (1, None), (2, None)], 100);
    let pts: Vec<_> = cuts[0].samples.iter().map(|sample| sample.pts).collect();
    assert_eq!(pts, [0, 1000, 1001, 1002, 2000]);
}

#[test]
fn a_segment_larger_than_the_limit_is_an_error() {
    let mut cutter = VideoCutter::new(always(FRAME), 10, None, CutAt::KeyFrames);
    let frame =
        |time| VideoFrame { time, hidden: false, access: AccessPoint::Instant, data: Bytes::from_static(b"sixbyt") };
    cutter.push(frame(0)).unwrap();
    assert_eq!(cutter.push(frame(1)), Err(CutError::TooLarge(10)));
}

#[test]
fn running_backwards_is_an_error_and_no_key_frame_is_one() {
    let mut cutter = VideoCutter::new(always(FRAME), 1 << 20, None, CutAt::KeyFrames);
    for number in 0..40 {
        cutter
            .push(VideoFrame {
                time: number * FRAME * 5,
                hidden: false,
                access: AccessPoint::Instant,
                data: Bytes::new(),
            })
            .unwrap();
    }
    let back = VideoFrame { time: 0, hidden: false, access: AccessPoint::None, data: Bytes::new() };
    assert_eq!(cutter.push(back), Err(CutError::Backwards));
    assert_eq!(VideoCutter::new(always(FRAME), 1, None, CutAt::KeyFrames).finish(), Err(CutError::NoKeyFrame));
}

const SECOND: Nanoseconds = 1_000_000_000;
const PLAYED: SegmentTarget = SegmentTarget { first: SECOND, rest: 2 * SECOND };

/// Start in frames and lead-in of every segment of groups of so many frames at 25 a second, each of a reference and three
/// frames that are shown before it.
fn pieces(cut_at: CutAt, group: i64, count: i64, access: AccessPoint) -> Vec<(Ticks, u32)> {
    let mut cutter = VideoCutter::new(PLAYED, 1 << 20, FrameRate::new(25, 1), cut_at);
    for number in (0..count).map(|index| index - index % 4 + [3, 0, 1, 2][usize::try_from(index % 4).unwrap()]) {
        let number = if number % group == 3 {
            number - 3
        } else if number % group < 3 {
            number + 1
        } else {
            number
        };
        let access = if number % group == 0 { access } else { AccessPoint::None };
        cutter
            .push(VideoFrame { time: number * FRAME, hidden: false, access, data: Bytes::from_static(b"x") })
            .unwrap();
    }
    cutter.finish().unwrap();
    let cuts = cutter.take_cuts();
    assert_eq!(cuts.iter().map(|cut| i64::from(cut.presented)).sum::<i64>(), count);
    for cut in &cuts {
        assert!(cut.samples.iter().all(|sample| (cut.start..cut.end).contains(&sample.pts)), "{cut:?}");
    }
    cuts.iter().map(|cut| (cut.start / 1000, cut.lead_in)).collect()
}

#[test]
fn a_long_group_that_players_never_get_is_cut_into_pieces() {
    let any = || CutAt::Pieces(Pieces::new(PLAYED));
    let cuts = pieces(any(), 248, 248 * 3, AccessPoint::Instant);
    let frames: Vec<_> = cuts.iter().map(|(start, _)| *start).collect();
    assert_eq!(frames, [0, 24, 72, 144, 248, 368, 496, 616]);
    assert_eq!(cuts.iter().map(|(_, lead_in)| *lead_in).collect::<Vec<_>>(), [0, 1, 2, 3, 0, 1, 0, 1]);
    let kept: Vec<_> = pieces(CutAt::KeyFrames, 248, 248 * 3, AccessPoint::Instant);
    assert_eq!(kept, [(0, 0), (248, 0), (496, 0)]);
}

#[test]
fn a_group_that_is_too_long_for_players_is_cut_from_its_beginning() {
    let patient = || CutAt::CloseKeyFrames(8 * SECOND);
    assert_eq!(pieces(patient(), 100, 300, AccessPoint::Instant), [(0, 0), (100, 0), (200, 0)]);
    let cuts = pieces(patient(), 400, 400, AccessPoint::Instant);
    assert_eq!(cuts.iter().map(|(_, lead_in)| *lead_in).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    assert_eq!(cuts.first().unwrap().0, 0);
}

#[test]
fn the_group_that_pieces_lean_on_counts_against_the_limit() {
    let mut cutter = VideoCutter::new(PLAYED, 100, FrameRate::new(25, 1), CutAt::Pieces(Pieces::new(PLAYED)));
    let mut push = |number: i64| {
        let access = if number == 0 { AccessPoint::Instant } else { AccessPoint::None };
        cutter.push(VideoFrame { time: number * FRAME, hidden: false, access, data: Bytes::from_static(b"x") })
    };
    (0..100).for_each(|number| push(number).unwrap());
    assert_eq!(push(100), Err(CutError::TooLarge(100)));
}
