export const wantsStillness = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** How a page moves to a place that somebody has asked for. */
export const scrollBehavior = (): ScrollBehavior => (wantsStillness() ? 'instant' : 'smooth');
