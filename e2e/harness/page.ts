import type { Phone } from './people.ts';

/** A page of a size, with its number in stripes, or dark and without any edge. */
export async function page(phone: Phone, number: number, how: 'sharp' | 'dark' = 'sharp'): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const data = await phone.page.evaluate(
    ({ number, how }) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [1200, 1700];
      const brush = canvas.getContext('2d');
      if (brush === null) throw new Error('no canvas');
      brush.fillStyle = how === 'dark' ? '#101010' : '#fff';
      brush.fillRect(0, 0, 1200, 1700);
      brush.fillStyle = '#000';
      for (let line = 0; how === 'sharp' && line < 30; line++) for (let word = 0; word < 12 + number; word++) brush.fillRect(80 + word * 50, 100 + line * 50, 28, 22);
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
    },
    { number, how },
  );
  return { name: `${number}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') };
}
