const SECONDS = 1.2;

/** Plays three rising notes; it must be called from a tap. Resolves when they are over. */
export async function playTone(): Promise<void> {
  const context = new AudioContext();
  try {
    await context.resume();
    const gain = context.createGain();
    gain.gain.value = 0.3;
    gain.connect(context.destination);
    [523, 659, 784].forEach((hertz, n) => {
      const note = context.createOscillator();
      note.frequency.value = hertz;
      note.connect(gain);
      note.start(context.currentTime + (n * SECONDS) / 3);
      note.stop(context.currentTime + ((n + 1) * SECONDS) / 3);
    });
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  } finally {
    void context.close();
  }
}
