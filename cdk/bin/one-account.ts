import { oneAccountApp } from '../apps/one-account';

oneAccountApp().synth();
