import { addTranslation, setLanguage } from 'media-chrome/dist/utils/i18n.js';
import { locale, m } from '~/words';

const unit = (say: typeof m.common_hours, count: number) => say({ count, shown: '' }).trim();

// What the controls that are not our own say, in the locale of the page instead of the browser's.
setLanguage(locale);
addTranslation(locale, {
  Play: m.player_play(),
  Pause: m.player_pause(),
  Mute: m.player_mute(),
  Unmute: m.player_unmute(),
  'Enter fullscreen mode': m.player_fullscreen(),
  'Exit fullscreen mode': m.player_fullscreen_exit(),
  'Enter picture in picture mode': m.player_pip(),
  'Exit picture in picture mode': m.player_pip_exit(),
  'Start casting': m.player_cast(),
  'Stop casting': m.player_cast_exit(),
  'Start airplay': m.player_airplay(),
  'Stop airplay': m.player_airplay_exit(),
  play: m.player_play(),
  pause: m.player_pause(),
  mute: m.player_mute(),
  unmute: m.player_unmute(),
  volume: m.player_volume(),
  seek: m.player_seek(),
  'enter fullscreen mode': m.player_fullscreen(),
  'exit fullscreen mode': m.player_fullscreen_exit(),
  'enter picture in picture mode': m.player_pip(),
  'exit picture in picture mode': m.player_pip_exit(),
  'start casting': m.player_cast(),
  'stop casting': m.player_cast_exit(),
  'start airplay': m.player_airplay(),
  'stop airplay': m.player_airplay_exit(),
  'video player': m.player_region(),
  'playback time': m.player_time(),
  '{currentTime} of {totalTime}': m.player_time_of({ at: '{currentTime}', total: '{totalTime}' }),
  '{time} remaining': m.player_time_left({ time: '{time}' }),
  'video not loaded, unknown time.': m.player_time_unknown(),
  hour: unit(m.common_hours, 1),
  hours: unit(m.common_hours, 2),
  minute: unit(m.common_minutes, 1),
  minutes: unit(m.common_minutes, 2),
  second: unit(m.common_seconds, 1),
  seconds: unit(m.common_seconds, 2),
});
