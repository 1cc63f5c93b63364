use proptest::prelude::*;

use super::*;

fn texts(input: &str) -> Vec<(u64, u64, String)> {
    let cues = read(input.as_bytes()).unwrap();
    cues.iter().map(|cue| (cue.start, cue.end, cue.text.as_str().to_owned())).collect()
}

fn trouble(input: &[u8]) -> (Option<usize>, Trouble) {
    let error = read(input).unwrap_err();
    (error.line, error.trouble)
}

#[test]
fn web_vtt_is_read_and_what_is_not_a_cue_is_dropped() {
    let input = "\u{feff}WEBVTT - a title\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { background: url(//evil) }\r\n\r\n\
                 REGION\r\nid:fred\r\n\r\nNOTE nothing\r\n\r\nintro\r\n00:01.000 --> 00:02.500 align:middle line:-2 \
                 region:fred position:12.5%,line-left size:200%\r\n<v Mary>Hello, <b>you</b>\r\nthere\r\n\r\n\
                 00:00:00.000   -->   00:00:00.500\r\nFirst\r\n";
    assert_eq!(
        texts(input),
        [(0, 500, "First".to_owned()), (1000, 2500, "<v Mary>Hello, <b>you</b>\nthere</v>".to_owned())]
    );
    let written = write(&read(input.as_bytes()).unwrap());
    assert_eq!(
        written,
        "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:00.000 --> 00:00:00.500\nFirst\n\n\
         00:00:01.000 --> 00:00:02.500 line:-2 position:12.50%,line-left align:center\n<v Mary>Hello, <b>you</b>\nthere</v>\n"
    );
}

#[test]
fn sub_rip_is_read_however_it_was_written() {
    let input = "1\n00:00:01,000 --> 00:00:02,000\n<font color=\"red\">One</font>\n\n2\n\n2\n00: 00: 03,5 --> 00: 00: 04,000  X1:1\n\
                 {\\an8}<i>Two</i>\n\nafter a gap\n\n3\n00:00:05,000 --> 00:00:05,000\nnever seen\n";
    assert_eq!(texts(input), [(1000, 2000, "One\n2".to_owned()), (3500, 4000, "<i>Two</i>\nafter a gap".to_owned())]);
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("1\n0:1 --> 0:2\né".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read(&wide).unwrap()[0].text.as_str(), "é");
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    assert_eq!(trouble(b"WEBVTT\n\n00:01.000 -> 00:02.000\nx"), (None, Trouble::Empty));
    assert_eq!(trouble(b"WEBVTT\n\n00:01.000 --> soon\nx"), (Some(3), Trouble::Timing));
    assert_eq!(trouble(b"1\r\n00:00:02,000 --> 00:00:01,000\r\nx"), (Some(2), Trouble::Reversed));
    assert_eq!(trouble(b"0:0 --> 9999:00:00\nx"), (Some(1), Trouble::TooLate));
    assert_eq!(trouble(b"\xff\xff\xff"), (None, Trouble::Encoding));
    assert_eq!(trouble(b""), (None, Trouble::Empty));
    assert_eq!(trouble(&vec![b'x'; MAX_BYTES + 1]), (None, Trouble::TooLarge));
    let long = format!("0:0 --> 0:1\n{}", "x".repeat(MAX_CUE_CHARS + 1));
    assert_eq!(trouble(long.as_bytes()), (Some(1), Trouble::TooLong));
    let many = "0:0 --> 0:1\nx\n".repeat(MAX_CUES + 1);
    assert_eq!(trouble(many.as_bytes()).1, Trouble::TooMany);
}

#[test]
fn threat_13_scripts_become_words() {
    for (markup, text) in [
        ("<script>alert(1)</script>", "alert(1)"),
        ("<img src=x onerror=alert(1)>hi", "hi"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<b onclick=x>a</b>", "<b>a</b>"),
        ("<v \"><script>\">a", "<v \">\"&gt;a</v>"),
        ("<c.red.--.x-->a</c>", "<c.red>a</c>"),
        ("<v x-->a", "<v x>a</v>"),
        ("<i><b>a</i>b</b>", "<i><b>a</b></i>b"),
        ("</b>a<b>", "a"),
        ("<rt>a</rt><ruby>b<rt>c</ruby>", "a<ruby>b<rt>c</rt></ruby>"),
        ("<lang en-us>a</lang><lang !>b", "<lang en-US>a</lang>b"),
        ("1 < 2 <3 --> &amp &#60; <00:01.000>x", "1 &lt; 2 &lt;3 --&gt; &amp;amp &lt; x"),
        ("a\u{0}\u{8}b&nbsp;", "ab&nbsp;"),
    ] {
        assert_eq!(CueText::clean(markup).unwrap().as_str(), text, "{markup}");
    }
    assert_eq!(CueText::clean("<b> </b>\n\n"), None);
}

/// Pieces of which hostile and honest text is made.
fn markup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        prop::sample::select(vec![
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<ruby>",
            "<rt>",
            "</rt>",
            "</ruby>",
            "<v ",
            "<v A-",
            "<c.a-",
            ">",
            "-->",
            "--",
            "<",
            "&",
            "&lt;",
            "&gt;",
            "&#45;",
            "&nbsp;",
            "<lang en>",
            "</lang>",
            "\n",
            "\n\n",
            " ",
            "<00:01.000>",
            "{\\an8}",
            "WEBVTT",
            "00:01.000 --> 00:02.000",
            "00:03,000 --> 00:04,000 line:0",
            "1",
            "NOTE",
            "STYLE",
            "\r",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn is_balanced(text: &str) -> bool {
    let mut open: Vec<&str> = Vec::new();
    for tag in text.split('<').skip(1) {
        let Some((inside, _)) = tag.split_once('>') else {
            return false;
        };
        match inside.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            Some(_) => {}
            None => open.push(inside.split(['.', ' ']).next().unwrap()),
        }
    }
    open.is_empty()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn clean_text_is_balanced_and_stays_as_it_is(markup in markup()) {
        if let Some(text) = CueText::clean(&markup) {
            prop_assert!(is_balanced(text.as_str()), "{}", text.as_str());
            prop_assert!(!text.as_str().contains("-->"), "{}", text.as_str());
            prop_assert!(text.as_str().lines().all(|line| !line.trim().is_empty()));
            let again = CueText::clean(text.as_str());
            prop_assert_eq!(again.as_ref().map(CueText::as_str), Some(text.as_str()));
        }
    }

    #[test]
    fn what_is_written_is_read_as_it_was(head in prop::sample::select(vec!["WEBVTT\n\n", ""]), body in markup()) {
        let Ok(cues) = read(format!("{head}00:00.000 --> 00:01.000\nx\n\n{body}").as_bytes()) else {
            return Ok(());
        };
        let written = write(&cues);
        prop_assert_eq!(written.matches("-->").count(), cues.len());
        prop_assert_eq!(read(written.as_bytes()).unwrap(), cues);
    }
}
