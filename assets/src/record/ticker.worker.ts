/** Ticks also while the page is behind another window, where timers of pages nearly stand still. */
let timer: ReturnType<typeof setInterval> | undefined;

addEventListener('message', ({ data }: MessageEvent<number>) => {
  clearInterval(timer);
  if (data > 0) timer = setInterval(() => postMessage(null), data);
});
