import type { MenuItem } from './menu';

const OFF = 'off';

/** The tracks of text that a viewer may choose from: the engine adds them, the browser draws what is on. */
export class Captions {
  private readonly list: TextTrackList;
  /** What was on last, for whoever switches with a key. */
  private last: TextTrack | undefined;

  constructor(video: HTMLVideoElement, onChange: () => void, signal: AbortSignal) {
    this.list = video.textTracks;
    for (const event of ['addtrack', 'removetrack', 'change']) this.list.addEventListener(event, onChange, { signal });
  }

  items(): MenuItem[] {
    const shown = this.shown();
    const tracks = this.tracks().map((track, index) => ({
      value: String(index),
      label: track.label || track.language,
      ...(track.kind === 'captions' ? { note: 'CC' } : {}),
      checked: track === shown,
    }));
    return tracks.length === 0 ? [] : [{ value: OFF, label: 'Off', checked: !shown }, ...tracks];
  }

  choose(value: string): void {
    this.show(value === OFF ? undefined : this.tracks()[Number(value)]);
  }

  toggle(): void {
    const tracks = this.tracks();
    const next = this.last && tracks.includes(this.last) ? this.last : tracks[0];
    this.show(this.shown() ? undefined : next);
  }

  private show(chosen: TextTrack | undefined): void {
    this.last = chosen ?? this.shown() ?? this.last;
    for (const track of this.tracks()) track.mode = track === chosen ? 'showing' : 'disabled';
  }

  private tracks(): TextTrack[] {
    return [...this.list].filter(({ kind }) => kind === 'subtitles' || kind === 'captions');
  }

  private shown(): TextTrack | undefined {
    return this.tracks().find(({ mode }) => mode === 'showing');
  }
}
