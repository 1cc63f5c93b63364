import Hls, { type ErrorData, type Fragment, type Level } from 'hls.js';
import type { AudioTrack, Beginning, Engine, EngineEvents, EngineStats } from './engine';
import type { Sound } from './preferences';
import { type Quality, type QualityChoice, qualityWithin } from './qualities';
import { watchStalls } from './unstall';

const MAX_MEDIA_RECOVERIES = 3;

/** A segment that is not made yet is made while its request waits, so the first byte may take a while. */
const patient = {
  default: {
    maxTimeToFirstByteMs: 30_000,
    maxLoadTimeMs: 120_000,
    timeoutRetry: { maxNumRetry: 3, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: 5, retryDelayMs: 800, maxRetryDelayMs: 8_000 },
  },
};

const TRACK_EVENTS = [
  Hls.Events.MANIFEST_PARSED,
  Hls.Events.LEVELS_UPDATED,
  Hls.Events.LEVEL_SWITCHED,
  Hls.Events.AUDIO_TRACKS_UPDATED,
  Hls.Events.AUDIO_TRACK_SWITCHED,
] as const;

/** The track that is like this in all, or else in its language. */
const wanted = ({ language, channels }: Sound) => ({
  ...(language && { lang: language }),
  ...(channels && { channels: String(channels) }),
});

export class HlsEngine implements Engine {
  private readonly video: HTMLVideoElement;
  private readonly events: EngineEvents;
  private hls: Hls | undefined;
  private readonly unwatch: () => void;
  private recoveries = 0;
  /** The level that someone chose and has not seen yet. */
  private awaited: number | undefined;

  constructor(video: HTMLVideoElement, events: EngineEvents) {
    this.video = video;
    this.events = events;
    this.unwatch = watchStalls(video);
  }

  async load(source: string, { at, height, audio }: Beginning): Promise<void> {
    this.hls?.destroy();
    const hls = new Hls({
      startPosition: at,
      // Our segments are fragmented MP4, which needs no work that would be worth a thread.
      enableWorker: false,
      capLevelToPlayerSize: true,
      abrEwmaDefaultEstimate: 4_000_000,
      backBufferLength: 60,
      fragLoadPolicy: patient,
      ...(audio && { audioPreference: wanted(audio) }),
    });
    this.hls = hls;
    if (height !== null) {
      hls.once(Hls.Events.MANIFEST_PARSED, () => {
        const wanted = qualityWithin(this.qualities(), height);
        if (wanted) hls.loadLevel = wanted.id;
      });
    }
    for (const event of TRACK_EVENTS) hls.on(event, this.events.onTracks);
    hls.on(Hls.Events.FRAG_BUFFERED, (_name, { frag }) => this.onBuffered(frag));
    hls.on(Hls.Events.ERROR, (_name, data) => this.onError(hls, data));
    hls.loadSource(source);
    hls.attachMedia(this.video);
  }

  qualities(): Quality[] {
    return (this.hls?.levels ?? []).map((level: Level, id) => ({
      id,
      width: level.width,
      height: level.height,
      bandwidth: level.bitrate,
      isHdr: level.videoRange !== 'SDR',
      ...(level.frameRate > 0 ? { fps: level.frameRate } : {}),
    }));
  }

  choice() {
    const hls = this.hls;
    if (!hls) return { asked: 'auto' as const, playing: undefined };
    const asked: QualityChoice = hls.autoLevelEnabled ? 'auto' : hls.loadLevel;
    return { asked, playing: hls.currentLevel >= 0 ? hls.currentLevel : undefined };
  }

  setQuality(choice: QualityChoice): void {
    if (!this.hls) return;
    // What is already buffered in another quality is thrown away: a choice is seen at once.
    this.hls.currentLevel = choice === 'auto' ? -1 : choice;
    this.awaited = choice === 'auto' ? undefined : choice;
    this.events.onTracks();
  }

  audioTracks(): AudioTrack[] {
    const hls = this.hls;
    if (!hls) return [];
    return hls.audioTracks.map(({ name, lang, channels }, id) => ({
      id,
      label: name || lang || String(id + 1),
      sound: { language: lang || null, channels: Number.parseInt(channels ?? '', 10) || null },
      isPlaying: id === hls.audioTrack,
    }));
  }

  setAudioTrack(id: number): void {
    if (this.hls) this.hls.audioTrack = id;
  }

  stats(): EngineStats {
    const level = this.hls?.levels[this.hls.currentLevel];
    const codecs = [level?.videoCodec, level?.audioCodec].filter(Boolean).join(', ');
    return { engine: `hls.js ${Hls.version}`, bandwidth: this.hls?.bandwidthEstimate, codecs: codecs || undefined };
  }

  destroy(): void {
    this.unwatch();
    this.hls?.destroy();
    this.hls = undefined;
  }

  /** A browser goes on with the group of pictures that it has begun, which may be long; a seek on the spot ends it. */
  private onBuffered(fragment: Fragment): void {
    const at = this.video.currentTime;
    const covers = fragment.start <= at && at < fragment.end;
    if (fragment.type !== 'main' || fragment.level !== this.awaited || !covers) return;
    this.awaited = undefined;
    this.video.currentTime = at;
  }

  private onError(hls: Hls, data: ErrorData): void {
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && this.recoveries < MAX_MEDIA_RECOVERIES) {
      this.recoveries += 1;
      hls.recoverMediaError();
      return;
    }
    hls.stopLoad();
    this.events.onFailure(data.type === Hls.ErrorTypes.NETWORK_ERROR ? 'network' : 'media');
  }
}
