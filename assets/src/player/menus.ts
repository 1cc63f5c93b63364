import { testids } from '~/testids';
import { m } from '~/words';
import type { Captions } from './captions';
import type { Engine } from './engine';
import { speed } from './figures';
import { Menu } from './menu';
import { prefer } from './preferences';
import { linesOf, qualityItems, qualityLabel } from './qualities';
import { SPEEDS } from './speeds';

interface Deps {
  video: () => HTMLVideoElement;
  engine: () => Engine | undefined;
  captions: () => Captions;
  onToggle: (open: boolean) => void;
}

/** The lists of choices in the bar: captions, sound, speed and quality. */
export class Menus {
  private readonly deps: Deps;
  private readonly captions: Menu;
  private readonly audio: Menu;
  private readonly speed: Menu;
  private readonly quality: Menu;

  constructor(deps: Deps) {
    this.deps = deps;
    const { onToggle } = deps;
    this.captions = new Menu({
      name: m.player_captions(),
      testids: { button: testids.captionsButton, menu: testids.captionsMenu, option: testids.captionsOption },
      items: () => deps.captions().items(),
      onPick: (value) => deps.captions().choose(value),
      onToggle,
    });
    this.audio = new Menu({
      name: m.player_audio(),
      testids: { button: testids.audioButton, menu: testids.audioMenu, option: testids.audioOption },
      items: () => this.audioItems(),
      onPick: (value) => this.chooseAudio(Number(value)),
      onToggle,
    });
    this.speed = new Menu({
      name: m.player_speed(),
      testids: { button: testids.speedButton, menu: testids.speedMenu, option: testids.speedOption },
      items: () =>
        SPEEDS.map((rate) => ({
          value: String(rate),
          label: rate === 1 ? m.player_speed_normal() : speed(rate),
          checked: rate === deps.video().playbackRate,
        })),
      onPick: (value) => {
        deps.video().playbackRate = Number(value);
        prefer({ rate: Number(value) });
      },
      onToggle,
    });
    this.quality = new Menu({
      name: m.player_quality(),
      testids: { button: testids.qualityButton, menu: testids.qualityMenu, option: testids.qualityOption },
      items: () => this.qualityItems().map(({ choice, ...item }) => ({ ...item, value: String(choice) })),
      onPick: (value) => this.chooseQuality(value),
      onToggle,
    });
  }

  get elements(): HTMLElement[] {
    return this.all().map(({ element }) => element);
  }

  destroy(): void {
    for (const menu of this.all()) menu.destroy();
  }

  drawCaptions(): void {
    this.captions.element.hidden = this.deps.captions().items().length === 0;
    this.captions.show(this.deps.captions().name ?? 'CC', 'CC');
    this.captions.button.toggleAttribute('data-on', this.deps.captions().name !== undefined);
    this.captions.refresh();
  }

  drawSpeed(): void {
    this.speed.show(speed(this.deps.video().playbackRate));
    this.speed.refresh();
  }

  drawTracks(): void {
    const items = this.qualityItems();
    const engine = this.deps.engine();
    const playing = engine?.qualities().find(({ id }) => id === engine.choice().playing);
    this.quality.element.hidden = items.length < 2;
    const label = items.find(({ checked }) => checked)?.label ?? m.player_auto();
    this.quality.show(label, playing ? qualityLabel(playing) : label);
    this.quality.refresh();

    const audio = this.audioItems();
    this.audio.element.hidden = audio.length < 2;
    this.audio.show(audio.find(({ checked }) => checked)?.label ?? m.player_audio(), '♪');
    this.audio.refresh();
  }

  chooseQuality(value: string): void {
    const engine = this.deps.engine();
    const quality = engine?.qualities().find(({ id }) => String(id) === value);
    prefer({ height: quality ? linesOf(quality) : null });
    engine?.setQuality(quality?.id ?? 'auto');
  }

  private chooseAudio(id: number): void {
    const engine = this.deps.engine();
    const track = engine?.audioTracks().find((one) => one.id === id);
    prefer({ audio: track?.sound ?? null });
    engine?.setAudioTrack(id);
  }

  private all(): Menu[] {
    return [this.captions, this.audio, this.speed, this.quality];
  }

  private audioItems() {
    const tracks = this.deps.engine()?.audioTracks() ?? [];
    return tracks.map(({ id, label, isPlaying }) => ({ value: String(id), label, checked: isPlaying }));
  }

  private qualityItems() {
    const choice = this.deps.engine()?.choice();
    return qualityItems(this.deps.engine()?.qualities() ?? [], choice?.asked ?? 'auto', choice?.playing);
  }
}
