import { m } from '~/words';
import { type CaptionStyle, captionProperties } from './caption-style';
import type { MenuItem } from './menu';
import { prefer, preferences } from './preferences';

const OFF = 'off';
const STYLE = 'style';

/** The tracks of text that a viewer may choose from: the engine adds them, the browser draws what is on. */
export class Captions {
  private readonly root: HTMLElement;
  private readonly list: TextTrackList;
  /** What was on last, for whoever switches with a key. */
  private last: TextTrack | undefined;
  /** Whether somebody has chosen here; until then it is what was on the last time. */
  private hasChosen = false;
  private openStyle: () => void = () => undefined;
  /** Where the words stood before they were put at the top. */
  private readonly places = new WeakMap<VTTCue, Pick<VTTCue, 'line' | 'snapToLines'>>();

  constructor(root: HTMLElement, video: HTMLVideoElement, onChange: () => void, signal: AbortSignal) {
    this.root = root;
    this.list = video.textTracks;
    for (const event of ['addtrack', 'removetrack', 'change']) this.list.addEventListener(event, onChange, { signal });
    this.list.addEventListener(
      'addtrack',
      ({ track }) => {
        track?.addEventListener('cuechange', () => this.place(track), { signal });
      },
      { signal },
    );
    // Engines put all tracks off once they have listed them, which is before there is a picture.
    for (const event of ['loadeddata', 'playing']) {
      video.addEventListener(event, () => this.showRemembered(), { signal });
    }
    this.restyle(preferences().captionStyle);
  }

  /** Offers the style besides the tracks. */
  offerStyle(open: () => void): void {
    this.openStyle = open;
  }

  items(): MenuItem[] {
    const shown = this.shown();
    const tracks = this.tracks().map((track, index) => ({
      value: String(index),
      label: track.label || track.language,
      ...(track.kind === 'captions' ? { note: 'CC' } : {}),
      checked: track === shown,
    }));
    if (tracks.length === 0) return [];
    return [
      { value: OFF, label: m.player_captions_off(), checked: !shown },
      ...tracks,
      { value: STYLE, label: m.player_caption_style(), kind: 'action' },
    ];
  }

  /** The name of what is on. */
  get name(): string | undefined {
    const shown = this.shown();
    return shown && (shown.label || shown.language);
  }

  choose(value: string): void {
    if (value === STYLE) return this.openStyle();
    this.choice(value === OFF ? undefined : this.tracks()[Number(value)]);
  }

  /** The captions of a language, or none at all. */
  chooseLanguage(language: string | null): void {
    this.choice(this.tracks().find((track) => track.language === language));
  }

  languages(): { language: string; label: string; shown: boolean }[] {
    const shown = this.shown();
    return this.tracks().map((track) => ({ language: track.language, label: track.label, shown: track === shown }));
  }

  /** Answers whether they are on now; nothing where there are none. */
  toggle(): boolean | undefined {
    const tracks = this.tracks();
    if (tracks.length === 0) return undefined;
    const next = this.last && tracks.includes(this.last) ? this.last : tracks[0];
    this.choice(this.shown() ? undefined : next);
    return this.shown() !== undefined;
  }

  restyle(style: CaptionStyle): void {
    for (const [name, value] of Object.entries(captionProperties(style))) this.root.style.setProperty(name, value);
    for (const track of this.tracks()) this.place(track);
  }

  private choice(track: TextTrack | undefined): void {
    this.hasChosen = true;
    this.show(track);
    prefer({ captions: track?.language ?? null });
  }

  private show(chosen: TextTrack | undefined): void {
    this.last = chosen ?? this.shown() ?? this.last;
    for (const track of this.tracks()) track.mode = track === chosen ? 'showing' : 'disabled';
  }

  private showRemembered(): void {
    const { captions } = preferences();
    if (captions === null || this.hasChosen || this.shown()) return;
    const wanted = this.tracks().find(({ language }) => language === captions);
    if (wanted) this.show(wanted);
  }

  /** Puts words at the top, or back to where they were. */
  private place(track: TextTrack): void {
    const onTop = preferences().captionStyle.position === 'top';
    for (const cue of [...(track.activeCues ?? [])]) {
      if (!(cue instanceof VTTCue)) continue;
      if (onTop && !this.places.has(cue)) {
        this.places.set(cue, { line: cue.line, snapToLines: cue.snapToLines });
        Object.assign(cue, { snapToLines: true, line: 1 });
      } else if (!onTop && this.places.has(cue)) {
        Object.assign(cue, this.places.get(cue));
        this.places.delete(cue);
      }
    }
  }

  private tracks(): TextTrack[] {
    return [...this.list].filter(({ kind }) => kind === 'subtitles' || kind === 'captions');
  }

  private shown(): TextTrack | undefined {
    return this.tracks().find(({ mode }) => mode === 'showing');
  }
}
