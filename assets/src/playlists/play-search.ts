/** For the way to a video that is watched as part of a playlist: the page then has the others beside it. */
export const playSearch = (list: string | undefined) => (list === undefined ? {} : { list, t: undefined });
