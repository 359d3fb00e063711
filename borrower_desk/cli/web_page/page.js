// The keyboard belongs to the desk as soon as it stands.
const waiting = setInterval(() => {
  const keyboard = document.querySelector(".xterm-helper-textarea");
  if (keyboard && document.body.classList.contains("-first-byte")) {
    clearInterval(waiting);
    keyboard.focus();
  }
}, 100);
