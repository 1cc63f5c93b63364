import type { Player } from '~/player/player';
import { SPEEDS } from '~/player/speeds';
import { linesOf, qualityLabel, qualityWithin } from '~/player/qualities';
import type { Calls, State } from './protocol';

const JPEG_QUALITY = 0.9;

/** A number of the caller, within what makes sense. */
function number(value: unknown, low: number, high: number): number {
  if (typeof value !== 'number' || Number.isNaN(value)) throw new TypeError('a number is needed');
  return Math.min(high, Math.max(low, value));
}

export function stateOf({ video, options, engine, captions }: Player): State {
  const asked = engine?.choice().asked ?? 'auto';
  const chosen = engine?.qualities().find(({ id }) => id === asked);
  return {
    id: options.id,
    title: options.title,
    paused: video.paused,
    ended: video.ended,
    currentTime: video.currentTime,
    duration: Number.isFinite(video.duration) ? video.duration : null,
    volume: video.volume,
    muted: video.muted,
    rate: video.playbackRate,
    quality: chosen ? linesOf(chosen) : 'auto',
    captions: captions.languages().find(({ shown }) => shown)?.language ?? null,
  };
}

function grabFrame(video: HTMLVideoElement): string {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const context = canvas.getContext('2d');
  if (!context || canvas.width === 0) throw new Error('there is no picture yet');
  context.drawImage(video, 0, 0);
  return canvas.toDataURL('image/jpeg', JPEG_QUALITY);
}

type Work = {
  [Name in keyof Calls]: (...args: unknown[]) => ReturnType<Calls[Name]> | Promise<ReturnType<Calls[Name]>>;
};

/** What a page may make the player do. */
export function callsOf(player: Player): Work {
  const { video, commands, captions } = player;
  return {
    state: () => stateOf(player),
    play: async () => {
      await player.play();
      if (video.paused) throw new Error('the browser lets nothing start with sound here before somebody presses play');
    },
    pause: () => video.pause(),
    seek: (seconds) => {
      video.currentTime = number(seconds, 0, Number.isFinite(video.duration) ? video.duration : Number.MAX_VALUE);
    },
    setVolume: (volume) => {
      video.volume = number(volume, 0, 1);
    },
    setMuted: (muted) => {
      video.muted = muted === true;
    },
    captions: () => captions.languages().map(({ shown, ...track }) => ({ ...track, isShown: shown })),
    setCaptions: (language) => captions.chooseLanguage(typeof language === 'string' ? language : null),
    qualities: () => {
      const playing = player.engine?.choice().playing;
      return (player.engine?.qualities() ?? []).map((quality) => ({
        height: linesOf(quality),
        label: qualityLabel(quality),
        bandwidth: quality.bandwidth,
        isPlaying: quality.id === playing,
      }));
    },
    setQuality: (height) => {
      const wanted =
        height === 'auto' ? undefined : qualityWithin(player.engine?.qualities() ?? [], number(height, 0, Infinity));
      player.setQuality(String(wanted?.id ?? 'auto'));
    },
    rates: () => SPEEDS,
    setRate: (rate) => {
      video.playbackRate = number(rate, SPEEDS[0] ?? 1, SPEEDS.at(-1) ?? 1);
    },
    nextChapter: () => commands.seekToChapter(1),
    previousChapter: () => commands.seekToChapter(-1),
    nextFrame: () => commands.stepFrames(1),
    previousFrame: () => commands.stepFrames(-1),
    grabFrame: () => grabFrame(video),
  };
}
