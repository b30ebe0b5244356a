// A desk whose page is out of sight, and whose notices of the desktop are kept for the test to look at.
window.isAway = false;
Object.defineProperty(document, "hidden", { get: () => window.isAway });
document.hasFocus = () => !window.isAway;
window.notices = [];
const Real = window.Notification;
window.Notification = class extends Real {
  constructor(title, options) {
    super(title, options);
    window.notices.push({ title, body: options.body, tag: options.tag, permission: Real.permission, notice: this });
  }
};
