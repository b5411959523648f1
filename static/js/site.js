// Behaviour shared by pages; each page works without it.
import "./copy.js";
import "./drop.js";
import "./menu.js";
