import { call } from "./api.js";
import { byId } from "./elements.js";

const section = byId("send");
const form = section.querySelector("form");
const problem = section.querySelector(".problem");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const kind = event.submitter?.name === "request" ? "requests" : "subjects";
  const { subject, type, payload } = form.elements;
  problem.textContent = "";
  byId("answer").textContent = "";
  try {
    const response = await call(`/v1/${kind}/${encodeURIComponent(subject.value)}`, {
      method: "POST",
      headers: type.value ? { "Content-Type": type.value } : {},
      body: new TextEncoder().encode(payload.value),
    });
    byId("answer").textContent = await response.text();
  } catch (failure) {
    problem.textContent = failure.message;
  }
});

export async function refresh() {}
