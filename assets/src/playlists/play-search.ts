/** For the way to a video that is watched as part of a playlist: the page then has the others beside it. */
export const playSearch = (list: string | undefined) => (list === undefined ? {} : { list, t: undefined });

/** What is watched later is played through like a playlist of this name. */
export const WATCH_LATER = 'watch-later';
