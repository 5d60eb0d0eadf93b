import { organizationApp } from '../apps/organization';

organizationApp().synth();
