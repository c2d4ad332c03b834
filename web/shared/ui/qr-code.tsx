import { QRCodeSVG } from 'qrcode.react';
import { useTranslation } from 'react-i18next';

/** A QR code on white, with its quiet zone, whatever the page's colours. */
export function QrCode({ value, size = 240 }: { value: string; size?: number }) {
  const { t } = useTranslation();
  return (
    <QRCodeSVG
      value={value}
      size={size}
      level="M"
      marginSize={3}
      role="img"
      aria-label={t('qr.label', { value })}
      style={{ background: '#fff', borderRadius: 12, maxWidth: '100%', height: 'auto', display: 'block' }}
    />
  );
}
