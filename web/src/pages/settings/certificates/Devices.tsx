// What to do with the file, by the kind of device; the one that is looked with is open.

import { useTranslation } from 'react-i18next';
import { deviceOf, devices } from './device';

export function Devices({ name }: { name: string }) {
  const { t } = useTranslation();
  const here = deviceOf(navigator.userAgent, navigator.maxTouchPoints);
  return (
    <div className="devices">
      {devices.map((device) => (
        <details key={device} open={device === here} data-device={device}>
          <summary><h3>{t(`tls.device.${device}`)}</h3></summary>
          <ol>{t(`tls.steps.${device}`, { name }).split('\n').map((step) => <li key={step}>{step}</li>)}</ol>
        </details>
      ))}
    </div>
  );
}
