// The keyboard belongs to the desk as soon as it stands.
const waiting = setInterval(() => {
  const keyboard = document.querySelector(".xterm-helper-textarea");
  if (keyboard && document.body.classList.contains("-first-byte")) {
    clearInterval(waiting);
    keyboard.focus();
  }
}, 100);

// textual.js opens what the app hands over in a new tab, at the root of the server.  Here it
// is a download below this page's own path; no other window is ever opened.
window.open = (address) => {
  const asked = new URL(address, window.location);
  if (asked.origin === window.location.origin && asked.pathname.startsWith("/download/")) {
    const link = document.createElement("a");
    link.href = new URL(asked.pathname.slice(1), window.location);
    link.download = "";
    link.click();
  }
  return null;
};
