// Brings the newest question, or notice, to the top of the conversation when it comes: an answer is read from its verdict on.
// After that the conversation stays where its reader put it.
"use strict";

let known = "";

function bringNewest() {
  const talk = document.getElementById("lx-conversation");
  const last = talk?.querySelector(".lx-pieces")?.lastElementChild;
  if (!last) return;
  const name = `${last.parentElement.childElementCount} ${(last.querySelector("h3") ?? last).textContent}`;
  if (name === known) return;
  known = name;
  talk.scrollTop += last.getBoundingClientRect().top - talk.getBoundingClientRect().top - 20;
}

new MutationObserver(bringNewest).observe(document.documentElement, { childList: true, subtree: true });
