import type { Chapter } from '~/api/types';
import { m } from '~/words';

/** The last chapter lasts until the end, however long the video will be. */
const END_S = 1e9;
/** Who is further into a chapter goes back to where it began, and not to the one before. */
const RESTART_AFTER_S = 3;

/** Where the chapter before or after begins, seen from `at`; nothing where there is none. */
export function chapterFrom(chapters: readonly Chapter[], at: number, direction: 1 | -1): number | undefined {
  const starts = chapters.map(({ start }) => start);
  if (direction > 0) return starts.find((start) => start > at);
  return starts.findLast((start) => start <= at - RESTART_AFTER_S) ?? starts[0];
}

/** Chapters as a track of text on the video: the time range shows its gaps and titles, the bar the one that plays. */
export class Chapters {
  private readonly video: HTMLVideoElement;
  private readonly track: TextTrack;
  private readonly title: HTMLElement;
  private list: readonly Chapter[] = [];

  constructor(video: HTMLVideoElement, title: HTMLElement, signal: AbortSignal) {
    this.video = video;
    this.track = video.addTextTrack('chapters', m.player_chapters());
    this.track.mode = 'hidden';
    this.title = title;
    for (const event of ['timeupdate', 'seeking']) video.addEventListener(event, () => this.draw(), { signal });
  }

  show(chapters: readonly Chapter[]): void {
    this.list = chapters;
    for (const cue of [...(this.track.cues ?? [])]) this.track.removeCue(cue);
    chapters.forEach(({ start, title }, index) => {
      this.track.addCue(new VTTCue(start, chapters[index + 1]?.start ?? END_S, title));
    });
    // Cues come and go without an event; whoever shows them looks again at this one.
    this.video.textTracks.dispatchEvent(new Event('change'));
    this.draw();
  }

  from(at: number, direction: 1 | -1): number | undefined {
    return chapterFrom(this.list, at, direction);
  }

  titleAt(seconds: number): string | undefined {
    return this.list.findLast(({ start }) => start <= seconds)?.title;
  }

  private draw(): void {
    this.title.textContent = this.titleAt(this.video.currentTime) ?? '';
  }
}
