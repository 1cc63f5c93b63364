import { External } from '~/lib/external';
import { emptyDetails, uploadMetadata } from '~/details/details';
import { Composite } from './composite';
import { type Format, pickFormat } from './format';
import { Inputs } from './inputs';
import { Mixer } from './mixer';
import { titleOf } from './names';
import { type Preferences, keepPreferences, loadPreferences, showsCamera, showsScreen } from './preferences';
import { STOPPED, type Stopwatch, halted, millisecondsOf, started } from './stopwatch';
import { Take } from './take';
import { type Input, type Trouble, troubleOf } from './trouble';

export const COUNTDOWN = 3;
/** A recording ends by itself then. */
export const LONGEST_SECONDS = 2 * 3600;
/** Of the largest upload that the server takes: what is made between two looks must fit as well. */
const FULL_AT = 0.97;

/** Why a recording ended, or what changed while it went on. */
export type Note = 'screen-ended' | 'camera-ended' | 'microphone-ended' | 'too-long' | 'too-large' | 'broken';

export interface RecorderState {
  readonly phase: 'setup' | 'asking' | 'countdown' | 'recording' | 'paused' | 'finishing' | 'done';
  readonly preferences: Preferences;
  /** Seconds until it begins. */
  readonly countdown: number;
  readonly watch: Stopwatch;
  readonly isMuted: boolean;
  readonly troubles: Readonly<Partial<Record<Input, Trouble>>>;
  readonly note: Note | undefined;
  /** What is recorded, to be seen. */
  readonly picture: MediaStream | undefined;
  readonly take: Take | undefined;
  /** The whole recording, when it is over. */
  readonly file: Blob | undefined;
}

const isSupported = (mimeType: string) => MediaRecorder.isTypeSupported(mimeType);

/** What this browser can do at all. */
export function abilities() {
  const canRecord = 'MediaRecorder' in globalThis && pickFormat(isSupported) !== undefined;
  const devices: Partial<MediaDevices> | undefined = navigator.mediaDevices;
  return {
    canRecord: canRecord && devices?.getUserMedia !== undefined,
    canShare: devices?.getDisplayMedia !== undefined,
  };
}

/** Everything between the first look at the camera and the link of the video. */
export class Recorder {
  readonly state: External<RecorderState>;
  readonly inputs = new Inputs((input) => this.onEnded(input));
  /** Largest upload, in bytes. */
  largest = Number.POSITIVE_INFINITY;
  private mixer: Mixer | undefined;
  private composite: Composite | undefined;
  /** Questions of the browser may be answered when the page is left already. */
  private isOpen = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Of the devices that are open. */
  private readonly openIds = { camera: '', microphone: '' };

  constructor(canShare: boolean) {
    const kept = loadPreferences();
    this.state = new External<RecorderState>({
      phase: 'setup',
      preferences: canShare ? kept : { ...kept, mode: 'camera' },
      countdown: COUNTDOWN,
      watch: STOPPED,
      isMuted: false,
      troubles: {},
      note: undefined,
      picture: undefined,
      take: undefined,
      file: undefined,
    });
  }

  /** Opens what somebody wants to record, so that they see and hear it before. */
  async prepare(): Promise<void> {
    const { mode, microphone } = this.preferences;
    this.isOpen = true;
    await this.hold('camera', showsCamera(mode));
    await this.hold('microphone', microphone);
    if (!this.isOpen) return;
    this.listen();
    this.mixer?.wake();
  }

  async choose(part: Partial<Preferences>): Promise<void> {
    const preferences = { ...this.preferences, ...part };
    keepPreferences(preferences);
    this.change({ preferences });
    if (this.composite) this.composite.corner = preferences.corner;
    const isAboutDevices = ['mode', 'microphone', 'cameraId', 'microphoneId'].some((name) => name in part);
    if (isAboutDevices && this.phase === 'setup') await this.prepare();
  }

  level = (): number => this.mixer?.level() ?? 0;

  seconds = (): number => millisecondsOf(this.state.get().watch, performance.now()) / 1000;

  /** Asks for the screen and counts down. It needs the press that calls it. */
  async start(): Promise<void> {
    const { mode, system } = this.preferences;
    this.change({ phase: 'asking', troubles: {}, note: undefined, file: undefined, take: undefined });
    if (showsScreen(mode) && !(await this.attempt('screen', () => this.inputs.openScreen(system)))) return this.reset();
    if (!this.isOpen) return;
    if (!(await this.hold('camera', showsCamera(mode)))) return this.reset();
    if (!this.isOpen) return;
    await this.compose();
    if (this.isOpen) this.count(COUNTDOWN);
    else this.release();
  }

  /** Begins at once. */
  skipCountdown(): void {
    if (this.phase === 'countdown') this.begin();
  }

  /** Back from the countdown. */
  cancel(): void {
    clearTimeout(this.timer);
    this.reset();
  }

  pause(): void {
    if (this.phase !== 'recording') return;
    this.take?.pause();
    this.change({ phase: 'paused', watch: halted(this.state.get().watch, performance.now()) });
  }

  resume(): void {
    if (this.phase !== 'paused') return;
    this.take?.resume();
    this.change({ phase: 'recording', watch: started(this.state.get().watch, performance.now()) });
  }

  mute(isMuted: boolean): void {
    this.mixer?.mute(isMuted);
    this.change({ isMuted });
  }

  /** Throws away what was recorded, and counts down anew. */
  async restart(): Promise<void> {
    const { take } = this;
    this.change({ take: undefined, watch: STOPPED, note: undefined });
    this.count(COUNTDOWN);
    await take?.discard();
  }

  async stop(note?: Note): Promise<void> {
    const { take } = this;
    if (!take || (this.phase !== 'recording' && this.phase !== 'paused')) return;
    clearTimeout(this.timer);
    const watch = halted(this.state.get().watch, performance.now());
    this.change({ phase: 'finishing', watch, ...(note && { note }) });
    const file = await take.stop();
    this.release();
    this.change({ phase: 'done', file, picture: undefined });
  }

  /** Removes the recording that was made; the server's copy goes as well. */
  async discard(): Promise<void> {
    const { take } = this;
    this.change({ take: undefined, file: undefined });
    this.reset();
    await this.prepare();
    await take?.discard();
  }

  /** Another one; the last bytes of this one go on. */
  async again(): Promise<void> {
    this.change({ take: undefined, file: undefined });
    this.reset();
    await this.prepare();
  }

  /** Whether leaving the page would end a recording. */
  isRecording(): boolean {
    return ['countdown', 'recording', 'paused', 'finishing'].includes(this.phase);
  }

  /** What was recorded until now is kept, and its last bytes go on. */
  close(): void {
    this.isOpen = false;
    clearTimeout(this.timer);
    if (this.phase === 'recording' || this.phase === 'paused') void this.take?.stop();
    this.release();
    this.mixer?.close();
    this.mixer = undefined;
  }

  private get phase() {
    return this.state.get().phase;
  }

  private get preferences() {
    return this.state.get().preferences;
  }

  private get take() {
    return this.state.get().take;
  }

  private count(left: number): void {
    clearTimeout(this.timer);
    if (left === 0) return this.begin();
    this.change({ phase: 'countdown', countdown: left });
    this.timer = setTimeout(() => this.count(left - 1), 1000);
  }

  private begin(): void {
    clearTimeout(this.timer);
    const format = pickFormat(isSupported);
    const { picture } = this.state.get();
    if (!format || !picture) return this.reset();
    this.mixer?.wake();
    const stream = new MediaStream(picture.getVideoTracks());
    if (this.hasSound && this.mixer?.track) stream.addTrack(this.mixer.track);
    const take = new Take({
      stream,
      format,
      metadata: this.metadata(format),
      onBroken: () => void this.stop('broken'),
    });
    take.sending.subscribe(() => this.look(take));
    this.change({ phase: 'recording', take, watch: started(STOPPED, performance.now()) });
    take.start();
    this.timer = setTimeout(() => this.watchLength(), 1000);
  }

  private metadata({ extension, mimeType }: Format): Record<string, string> {
    const title = titleOf(this.preferences.mode, this.inputs.get('screen')?.getVideoTracks()[0], new Date());
    return {
      filename: `recording.${extension}`,
      filetype: mimeType.split(';')[0] ?? '',
      ...uploadMetadata(emptyDetails(title, 'unlisted')),
    };
  }

  private get hasSound(): boolean {
    const { microphone, screen } = this.inputs.streams.get();
    return microphone !== undefined || (screen?.getAudioTracks().length ?? 0) > 0;
  }

  /** What is seen: the screen, the camera, or both as one picture. */
  private async compose(): Promise<void> {
    const { screen, camera } = this.inputs.streams.get();
    const { mode, corner } = this.preferences;
    this.listen();
    this.mixer?.addSystem(screen);
    if (mode === 'screen-camera' && screen && camera) this.composite = await Composite.of(screen, camera, corner);
    this.change({ picture: this.composite?.stream ?? screen ?? camera });
  }

  /** Mixes what there is to hear. */
  private listen(): void {
    const { microphone, screen } = this.inputs.streams.get();
    if (microphone || screen) this.mixer ??= new Mixer();
    this.mixer?.hear(microphone);
  }

  private look(take: Take): void {
    if (take === this.take && take.sending.get().made > this.largest * FULL_AT) void this.stop('too-large');
  }

  private watchLength(): void {
    if (this.seconds() >= LONGEST_SECONDS) return void this.stop('too-long');
    this.timer = setTimeout(() => this.watchLength(), 1000);
  }

  /** Something ended by itself. A recording without its picture is over; without its voice it goes on. */
  private onEnded(input: Input): void {
    const isPicture = input === 'screen' || this.preferences.mode === 'camera';
    if (input === 'microphone' || !isPicture) return this.change({ note: `${input}-ended` });
    if (this.phase === 'recording' || this.phase === 'paused') return void this.stop(`${input}-ended`);
    if (this.phase === 'countdown') this.cancel();
    this.change({ note: `${input}-ended` });
  }

  /** Opens a device unless it is open, or gives it back. */
  private async hold(input: 'camera' | 'microphone', isWanted: boolean): Promise<boolean> {
    const id = this.preferences[`${input}Id`];
    if (!isWanted) this.inputs.close(input);
    if (!isWanted || (this.inputs.get(input) && this.openIds[input] === id)) return true;
    this.openIds[input] = id;
    return await this.attempt(input, () =>
      input === 'camera' ? this.inputs.openCamera(id) : this.inputs.openMicrophone(id),
    );
  }

  private async attempt(input: Input, open: () => Promise<void>): Promise<boolean> {
    try {
      await open();
      this.change({ troubles: { ...this.state.get().troubles, [input]: undefined } });
      return true;
    } catch (error) {
      this.change({ troubles: { ...this.state.get().troubles, [input]: troubleOf(error) } });
      return false;
    }
  }

  private reset(): void {
    clearTimeout(this.timer);
    this.composite?.close();
    this.composite = undefined;
    this.inputs.close('screen');
    this.mixer?.addSystem(undefined);
    this.change({ phase: 'setup', picture: undefined, watch: STOPPED, isMuted: false });
    this.mixer?.mute(false);
  }

  /** Lets go of screen, camera and microphone: their lights go out. */
  private release(): void {
    this.composite?.close();
    this.composite = undefined;
    this.mixer?.addSystem(undefined);
    this.mixer?.hear(undefined);
    this.inputs.closeAll();
  }

  private change(part: Partial<RecorderState>): void {
    this.state.set({ ...this.state.get(), ...part });
  }
}
