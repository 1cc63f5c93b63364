import { clock } from '~/lib/format';
import { m } from '~/words';
import { captionBackgrounds, captionOpacities, nextOf, sizeBeside } from './caption-style';
import type { CaptionStyle } from './caption-style';
import { share, speed } from './figures';
import type { IconName } from './icons';
import type { Player } from './player';
import { prefer, preferences } from './preferences';
import type { Commands } from './shortcuts';
import { SPEEDS } from './speeds';

const USUAL_FPS = 30;

/** How long a picture stands. */
function frameOf(player: Player): number {
  const { engine } = player;
  const playing = engine?.qualities().find(({ id }) => id === engine.choice().playing);
  return 1 / (playing?.fps ?? USUAL_FPS);
}

/** What keys, buttons and menus make the player do, each with a sign on the picture that it was done. */
export function commandsOf(player: Player): Commands {
  const tell = (icon: IconName, text?: string) => player.extras?.bezel.show(icon, text);
  // The controller does it, with its buttons or without.
  const request = (name: string) => player.root.dispatchEvent(new CustomEvent(`media${name}request`));
  const seek = (to: number) => {
    const { video } = player;
    const end = Number.isFinite(video.duration) ? video.duration : Number.MAX_VALUE;
    video.currentTime = Math.min(Math.max(0, to), end);
  };
  const restyle = (change: Partial<CaptionStyle>, said: string) => {
    const captionStyle = { ...preferences().captionStyle, ...change };
    prefer({ captionStyle });
    player.captions.restyle(captionStyle);
    tell('captions', said);
  };
  return {
    togglePlay: () => {
      const { video } = player;
      tell(video.paused ? 'play' : 'pause');
      if (video.paused) void player.play();
      else video.pause();
    },
    toggleMute: () => {
      const { video } = player;
      video.muted = !video.muted;
      tell(video.muted ? 'muted' : 'volume', video.muted ? m.player_muted() : share(video.volume));
    },
    toggleFullscreen: () => {
      // The controller learns of a change a frame later than the document does.
      if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
      else if (document.fullscreenEnabled !== false) request('enterfullscreen');
    },
    togglePictureInPicture: () => request(document.pictureInPictureElement ? 'exitpip' : 'enterpip'),
    toggleCaptions: () => {
      const on = player.captions.toggle();
      if (on !== undefined) tell('captions', on ? player.captions.name : m.player_captions_off());
    },
    toggleTheatre: () => player.toggleTheatre(),
    toggleMini: () => player.surroundings.onMini?.(),
    seekBy: (seconds) => {
      seek(player.video.currentTime + seconds);
      tell(seconds > 0 ? 'forward' : 'back', `${seconds > 0 ? '+' : '−'}${Math.abs(seconds)} s`);
    },
    seekToPart: (part) => {
      const { duration } = player.video;
      if (Number.isFinite(duration)) seek(duration * part);
    },
    seekToChapter: (direction) => {
      const to = player.chapters.from(player.video.currentTime, direction);
      if (to === undefined) return;
      seek(to);
      tell(direction > 0 ? 'forward' : 'back', player.chapters.titleAt(to) ?? clock(to));
    },
    stepFrames: (frames) => {
      player.video.pause();
      seek(player.video.currentTime + frames * frameOf(player));
    },
    changeVolume: (by) => {
      const { video } = player;
      video.muted = false;
      video.volume = Math.round(Math.min(1, Math.max(0, video.volume + by)) * 100) / 100;
      tell(video.volume === 0 ? 'muted' : 'volume', share(video.volume));
    },
    changeSpeed: (direction) => {
      const { video } = player;
      const faster = SPEEDS.filter((rate) => (rate - video.playbackRate) * direction > 0);
      const next = direction > 0 ? faster[0] : faster.at(-1);
      if (next === undefined) return;
      video.playbackRate = next;
      prefer({ rate: next });
      tell('speed', speed(next));
    },
    moveOn: (direction) => (direction > 0 ? player.surroundings.next : player.surroundings.previous)?.go(),
    nextCaptionOpacity: () => {
      const opacity = nextOf<number>(captionOpacities, preferences().captionStyle.opacity);
      restyle({ opacity }, m.player_caption_opacity_is({ share: share(opacity) }));
    },
    nextCaptionBackground: () => {
      const background = nextOf<number>(captionBackgrounds, preferences().captionStyle.background);
      restyle({ background }, m.player_caption_background_is({ share: share(background) }));
    },
    resizeCaptions: (direction) => {
      const size = sizeBeside(preferences().captionStyle.size, direction);
      restyle({ size }, m.player_caption_size_is({ share: share(size / 100) }));
    },
    showShortcuts: () => dispatchEvent(new CustomEvent('playhouse:shortcuts')),
  };
}
