/** The names this browser knows. */
export const timezones = () => (Intl.supportedValuesOf ? Intl.supportedValuesOf('timeZone') : []);
