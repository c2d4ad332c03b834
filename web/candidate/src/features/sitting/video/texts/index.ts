import { addTexts } from '@shared/i18n';
import en from './en.json';
import zh from './zh-CN.json';

addTexts('candidate', { 'zh-CN': zh, en });
