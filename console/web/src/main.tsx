import { render } from "preact";
import { App } from "./app";
import { startClock } from "./clock";
import { startNotices } from "./notices";
import { startSound } from "./sound";
import "./style/base.css";
import "./style/frame.css";
import "./style/alerts.css";
import "./style/screens.css";

startClock();
startSound();
startNotices();
render(<App />, document.getElementById("console")!);
