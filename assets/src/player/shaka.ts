import shaka from 'shaka-player/dist/shaka-player.dash-es2021.js';
import type { AudioTrack, Beginning, Engine, EngineEvents, EngineStats } from './engine';
import { audioLabel } from './audio-label';
import type { Sound } from './preferences';
import { type Quality, type QualityChoice, qualityWithin } from './qualities';

/** A segment that is not made yet is made while its request waits. */
const patient = { timeout: 120_000, stallTimeout: 60_000, connectionTimeout: 30_000, maxAttempts: 5 };

const NETWORK = 1;
const CRITICAL = 2;

const spoken = (language: string) => (language && language !== 'und' ? language : null);

/** The track that is like this in all, or else in its language. */
function preferred({ language, channels }: Sound) {
  const likeness = language === null ? {} : { language };
  return [...(channels === null ? [] : [{ ...likeness, channelCount: channels }]), likeness];
}

/** DASH. Without a container of its own its words go into tracks of text of the video, as those of HLS do. */
export class ShakaEngine implements Engine {
  private readonly video: HTMLVideoElement;
  private readonly events: EngineEvents;
  private player: shaka.Player | undefined;
  private asked: QualityChoice = 'auto';
  private destroyed = false;

  constructor(video: HTMLVideoElement, events: EngineEvents) {
    this.video = video;
    this.events = events;
  }

  async load(source: string, beginning: Beginning): Promise<void> {
    try {
      await this.open(source, beginning);
    } catch (error) {
      this.onError(error);
    }
  }

  qualities(): Quality[] {
    return (this.player?.getVideoTracks() ?? []).map(({ width, height, bandwidth, frameRate, hdr }, id) => ({
      id,
      width: width ?? 0,
      height: height ?? 0,
      bandwidth: bandwidth ?? 0,
      isHdr: hdr !== null && hdr !== 'SDR',
      ...(frameRate ? { fps: frameRate } : {}),
    }));
  }

  choice() {
    const playing = this.player?.getVideoTracks().findIndex(({ active }) => active) ?? -1;
    return { asked: this.asked, playing: playing >= 0 ? playing : undefined };
  }

  setQuality(choice: QualityChoice): void {
    const track = choice === 'auto' ? undefined : this.player?.getVideoTracks()[choice];
    this.asked = track ? choice : 'auto';
    this.player?.configure({ abr: { enabled: !track } });
    if (track) this.player?.selectVideoTrack(track, true);
    this.events.onTracks();
  }

  audioTracks(): AudioTrack[] {
    return (this.player?.getAudioTracks() ?? []).map((track, id) => ({
      id,
      label: track.label || audioLabel(track.language, track.channelsCount, id),
      sound: { language: spoken(track.language), channels: track.channelsCount },
      isPlaying: track.active,
    }));
  }

  setAudioTrack(id: number): void {
    const track = this.player?.getAudioTracks()[id];
    if (track) this.player?.selectAudioTrack(track);
  }

  stats(): EngineStats {
    const playing = this.player?.getVariantTracks().find(({ active }) => active);
    return {
      engine: `Shaka ${shaka.Player.version}`,
      bandwidth: this.player?.getStats().estimatedBandwidth as number | undefined,
      codecs: playing?.codecs ?? undefined,
    };
  }

  destroy(): void {
    this.destroyed = true;
    void this.player?.destroy();
    this.player = undefined;
  }

  private async open(source: string, { at, height, audio }: Beginning): Promise<void> {
    await this.player?.destroy();
    if (this.destroyed) return;
    const player = new shaka.Player();
    this.player = player;
    player.configure({
      streaming: { retryParameters: patient, bufferBehind: 60 },
      manifest: { retryParameters: patient },
      abr: { restrictToElementSize: true },
      ...(audio && { preferredAudio: preferred(audio) }),
    });
    for (const name of ['trackschanged', 'adaptation', 'variantchanged', 'audiotrackchanged']) {
      player.addEventListener(name, () => this.events.onTracks());
    }
    player.addEventListener('error', (event: unknown) => this.onError((event as { detail?: unknown }).detail));
    await player.attach(this.video);
    await player.load(source, at);
    const wanted = height === null ? undefined : qualityWithin(this.qualities(), height);
    if (wanted) this.setQuality(wanted.id);
    this.events.onTracks();
  }

  private onError(error: unknown): void {
    if (this.destroyed) return;
    const { severity, category } = (error ?? {}) as { severity?: number; category?: number };
    if (severity !== undefined && severity < CRITICAL) return;
    this.events.onFailure(category === NETWORK ? 'network' : 'media');
  }
}
