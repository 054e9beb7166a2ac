import {
  Alert,
  Button,
  createTheme,
  Menu,
  Modal,
  NavLink,
  Tooltip,
  type ComboboxProps,
  type CSSVariablesResolver,
  type NotificationProps,
  type NotificationStylesNames,
  type TableProps,
} from '@mantine/core';

/** Colors of texts and surfaces. Each pair of text and surface has a contrast of at least 4.5. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b1f24',
    '--mantine-color-anchor': '#364fc7',
    '--mantine-color-dimmed': '#59626e',
    '--mantine-color-placeholder': '#6b7480',
    '--mantine-color-error': '#b42318',
    '--kp-canvas': '#f6f7f9',
    '--kp-border': '#e2e5ea',
    '--kp-hover': '#f0f2f5',
    '--kp-bar': '#4263eb',
  },
  dark: {
    '--mantine-color-body': '#16181c',
    '--mantine-color-text': '#e4e7eb',
    '--mantine-color-default-border': '#2b2f36',
    '--mantine-color-dimmed': '#a3abb8',
    '--mantine-color-placeholder': '#8d96a3',
    '--mantine-color-error': '#ff8a80',
    '--kp-canvas': '#101214',
    '--kp-border': '#2b2f36',
    '--kp-hover': '#1e2126',
    '--kp-bar': '#748ffc',
  },
});

/** Mantine writes the colors of these as inline variables, so CSS alone cannot change them. */
const ALERT_TEXT: Readonly<Record<string, string>> = {
  yellow: 'light-dark(#7a4d00, #ffd666)',
  red: 'light-dark(#a61b12, #ffa39e)',
  blue: 'light-dark(#1a4fa3, #91caff)',
  green: 'light-dark(#1c6b30, #95de9f)',
};

/** The first page does not need the components that are only named here, so it does not load them. */
export const theme = createTheme({
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace:
    'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontWeight: '600' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  components: {
    Alert: Alert.extend({
      defaultProps: { variant: 'light' },
      vars: (_theme, props) => {
        const text = ALERT_TEXT[props.color ?? ''];
        return { root: text === undefined ? {} : { '--alert-color': text } };
      },
    }),
    Button: Button.extend({ styles: { label: { fontWeight: 500 } } }),
    // These open inside the main landmark, where people who navigate by landmarks find them.
    Combobox: { defaultProps: { portalProps: { target: '#overlays' } } satisfies ComboboxProps },
    Menu: Menu.extend({
      defaultProps: { portalProps: { target: '#overlays' }, withInitialFocusPlaceholder: false },
    }),
    Modal: Modal.extend({
      defaultProps: {
        size: 560,
        closeButtonProps: { 'aria-label': 'Close' },
        attributes: { header: { role: 'presentation' } },
        overlayProps: { backgroundOpacity: 0.45 },
      },
      // A name can be long and have no spaces.
      styles: {
        title: { fontSize: 16, fontWeight: 600 },
        body: { overflowWrap: 'anywhere' },
      },
    }),
    NavLink: NavLink.extend({
      vars: (_theme, props) => ({
        root: {
          '--nl-bg': 'light-dark(#e8ecfd, #232a45)',
          '--nl-hover': 'light-dark(#dfe5fc, #2a3252)',
          '--nl-color': props.active ? 'light-dark(#2c46b8, #c4cfff)' : undefined,
        },
        children: {},
      }),
    }),
    Notification: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } satisfies NotificationProps,
      styles: { description: { color: 'var(--mantine-color-dimmed)' } } satisfies Partial<
        Record<NotificationStylesNames, object>
      >,
    },
    Table: { defaultProps: { fz: 'sm' } satisfies TableProps },
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } },
    }),
  },
});
