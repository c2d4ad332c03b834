import { useTranslation } from 'react-i18next';

/** The desk from above: the first camera in front, the second 45° behind (manual 2.1.7; FEATURES B11). */
export function PlacingPicture({ second }: { second: boolean }) {
  const { t } = useTranslation();
  return (
    <svg viewBox="0 0 420 300" style={{ width: '100%', maxWidth: 420, height: 'auto', borderRadius: 16, background: '#f6f2fb' }} role="img" aria-label={t(second ? 'placing.picture_2' : 'placing.picture_1')}>
      <rect x="80" y="30" width="200" height="78" rx="10" fill="#d8e5f4" />
      <text x="96" y="54" fontSize="15" fill="#33485f">
        {t('placing.desk')}
      </text>
      {/* The first camera stands before the face. */}
      <path d="M180 66 128 196h104Z" fill="#1a4b82" opacity=".12" />
      <rect x="160" y="56" width="40" height="13" rx="4" fill="#1a4b82" />
      <text x="208" y="70" fontSize="15" fontWeight="600" fill="#1a4b82">
        {t('position.1')}
      </text>
      {/* The candidate from above. */}
      <ellipse cx="180" cy="176" rx="52" ry="24" fill="#8fb3da" />
      <circle cx="180" cy="164" r="21" fill="#5f8fc4" />
      <path d="M146 156q-6-26 18-34M214 156q6-26-18-34" stroke="#8fb3da" strokeWidth="14" strokeLinecap="round" fill="none" />
      {second && (
        <>
          <path d="M326 264 96 96l150-62Z" fill="#5b3d8a" opacity=".13" />
          <path d="M180 176 326 264" stroke="#5b3d8a" strokeWidth="2" strokeDasharray="6 6" />
          <path d="M180 176V276" stroke="#7a7f87" strokeWidth="2" strokeDasharray="3 6" />
          <path d="M180 236a60 60 0 0 0 51-29" fill="none" stroke="#5b3d8a" strokeWidth="2.5" />
          <text x="212" y="256" fontSize="17" fontWeight="700" fill="#5b3d8a">
            45°
          </text>
          <text x="262" y="212" fontSize="14" fill="#5b3d8a">
            {t('placing.distance')}
          </text>
          <rect x="314" y="248" width="22" height="36" rx="5" transform="rotate(-52 325 266)" fill="#5b3d8a" />
          <text x="306" y="294" fontSize="15" fontWeight="600" textAnchor="end" fill="#5b3d8a">
            {t('position.2')}
          </text>
        </>
      )}
    </svg>
  );
}
