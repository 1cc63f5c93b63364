//! What to watch after a video: which of many candidates, in which order.

use std::collections::HashMap;

use super::VideoId;

/// Worth of what two videos share.
const OWNER: usize = 2;
const TAG: usize = 1;

/// Videos that may follow, each list in its own order.
#[derive(Debug, Clone, Default)]
pub struct Candidates {
    pub same_owner: Vec<VideoId>,
    /// For each tag of the video those that have it.
    pub same_tag: Vec<Vec<VideoId>>,
    /// For when the others are too few.
    pub newest: Vec<VideoId>,
    pub popular: Vec<VideoId>,
}

/// Up to `limit` videos other than `video`, each once: those that share most with it, then popular and new ones by turns.
#[must_use]
pub fn related(video: &VideoId, candidates: &Candidates, limit: usize) -> Vec<VideoId> {
    let mut worth: HashMap<&VideoId, usize> = HashMap::new();
    let mut order = Vec::new();
    let lists =
        std::iter::once((&candidates.same_owner, OWNER)).chain(candidates.same_tag.iter().map(|list| (list, TAG)));
    for (list, points) in lists {
        for id in list {
            *worth.entry(id).or_insert_with(|| {
                order.push(id);
                0
            }) += points;
        }
    }
    // Stable: what is worth the same stays in the order of its list.
    order.sort_by_key(|id| std::cmp::Reverse(worth.get(id).copied().unwrap_or(0)));
    let (mut popular, mut newest) = (candidates.popular.iter(), candidates.newest.iter());
    let fill = std::iter::from_fn(|| {
        let pair = (popular.next(), newest.next());
        (pair != (None, None)).then_some(pair)
    });
    let mut chosen: Vec<VideoId> = Vec::with_capacity(limit);
    for id in order.into_iter().chain(fill.flat_map(|(popular, newest)| popular.into_iter().chain(newest))) {
        if chosen.len() < limit && id != video && !chosen.contains(id) {
            chosen.push(id.clone());
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &str) -> Vec<VideoId> {
        names.split_whitespace().map(|name| VideoId::parse(name).unwrap()).collect()
    }

    #[test]
    fn what_shares_most_comes_first_and_nothing_twice() {
        let candidates = Candidates {
            same_owner: ids("self own1 own2"),
            same_tag: vec![ids("self tag1 own2"), ids("tag2 tag3 own2"), ids("tag3 tag2")],
            newest: ids("new1 own1 new2"),
            popular: ids("pop1 new1 pop2 pop3"),
        };
        let video = ids("self").remove(0);
        let all = related(&video, &candidates, 20);
        assert_eq!(all, ids("own2 own1 tag2 tag3 tag1 pop1 new1 pop2 new2 pop3"));
        assert_eq!(related(&video, &candidates, 3), all[..3]);
        assert_eq!(related(&video, &Candidates::default(), 3), []);
    }
}
