export { clockText, Countdown } from './countdown';
export { ErrorNotice, useErrorText, type ErrorNoticeProps } from './error-notice';
export { LanguageSwitch } from './language-switch';
export { OfflineBanner, useReach, type Reach } from './offline-banner';
export { PhaseBadge } from './phase-badge';
export { PlacingPicture } from './placing';
export { ProgressButton, type ProgressButtonProps } from './progress-button';
export { QrCode } from './qr-code';
export { Themed } from './themed';
