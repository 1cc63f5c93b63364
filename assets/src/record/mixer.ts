const SLICE = 1024;
/** Speech at a usual distance fills the meter by half. */
const GAIN = 3;

/** Mixes the microphone and the sound of what is shared, and tells how loud the microphone is. */
export class Mixer {
  private readonly context = new AudioContext();
  private readonly out = this.context.createMediaStreamDestination();
  private readonly voice = this.context.createGain();
  private readonly meter = this.context.createAnalyser();
  private readonly samples = new Float32Array(SLICE);
  private microphone: MediaStreamAudioSourceNode | undefined;
  private system: MediaStreamAudioSourceNode | undefined;

  constructor() {
    this.meter.fftSize = SLICE;
    this.voice.connect(this.out);
  }

  get track(): MediaStreamTrack | undefined {
    return this.out.stream.getAudioTracks()[0];
  }

  /** After a press: before one, a browser may keep it silent. */
  wake(): void {
    void this.context.resume();
  }

  /** Listens to this microphone, or to none. */
  hear(stream: MediaStream | undefined): void {
    this.microphone?.disconnect();
    this.microphone = stream && this.context.createMediaStreamSource(stream);
    this.microphone?.connect(this.meter);
    this.microphone?.connect(this.voice);
  }

  /** Adds the sound of what is shared, if it has any. */
  addSystem(stream: MediaStream | undefined): void {
    this.system?.disconnect();
    const hasSound = stream !== undefined && stream.getAudioTracks().length > 0;
    this.system = hasSound ? this.context.createMediaStreamSource(stream) : undefined;
    this.system?.connect(this.out);
  }

  mute(isMuted: boolean): void {
    this.voice.gain.value = isMuted ? 0 : 1;
  }

  /** How loud the microphone is right now, 0 to 1. */
  level(): number {
    if (!this.microphone) return 0;
    this.meter.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((sum, sample) => sum + sample * sample, 0) / SLICE;
    return Math.min(1, Math.sqrt(power) * GAIN);
  }

  close(): void {
    void this.context.close();
  }
}
