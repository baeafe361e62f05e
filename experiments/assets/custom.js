// What Solara's own page leaves out for those who use a keyboard, zoom or a screen reader.
document.documentElement.lang = "en-GB";
document
  .querySelector("meta[name=viewport]")
  ?.setAttribute("content", "width=device-width, initial-scale=1");

const nameIconButtons = () => {
  document.querySelectorAll(".v-app-bar .v-btn--icon:not([aria-label])").forEach((button) => {
    const isLevers = button.classList.contains("v-app-bar__nav-icon");
    button.setAttribute("aria-label", isLevers ? "Show or hide the levers" : "Change between light and dark");
  });
};
new MutationObserver(nameIconButtons).observe(document.documentElement, { childList: true, subtree: true });
