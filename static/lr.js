/* 龙岩救助 · 唯一的自有脚本。只做锦上添花的事:没有它,每一件事都照样能办。
   不用 eval,不写样式,不在浏览器里存任何资料。 */
(function () {
  "use strict";

  var RELEASE = 10000;   // 提交后多久还可以再按(下载文件的表单不换页)
  var AUTOSAVE = 1500;   // 停手多久存草稿
  var BURST = 60;        // 读卡器两键之间不超过的毫秒数

  /* 0 空着查找不交 */
  document.addEventListener("submit", function (event) {
    var search = event.target.querySelector("[data-lr-search]");
    if (!search) return;
    search.value = search.value.trim();
    if (!search.value) { event.preventDefault(); event.stopImmediatePropagation(); search.focus(); }
  }, true);

  /* 1 一张表只交一次 */
  function release(form) {
    delete form.dataset.lrSent;
    form.removeAttribute("aria-busy");
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.target === "_blank" || form.method.toLowerCase() !== "post") return;
    if (form.dataset.lrSent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.lrSent = "1";
    form.setAttribute("aria-busy", "true");
    setTimeout(function () { release(form); }, RELEASE);
  }, true);
  window.addEventListener("pageshow", function () { document.querySelectorAll("form[data-lr-sent]").forEach(release); });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest("form");
    if (form) release(form);
  });

  /* 2 草稿:停手一会儿,或离开这一页时,在表单上发 lr:autosave,由 draft_state.html 的 hx-trigger 接住 */
  var dirty = new Map();
  function save(form) {
    clearTimeout(dirty.get(form));
    dirty.delete(form);
    form.dispatchEvent(new CustomEvent("lr:autosave"));
  }
  function touch(event) {
    var form = event.target.form;
    if (!form || !form.querySelector("[data-lr-draft]")) return;
    clearTimeout(dirty.get(form));
    dirty.set(form, setTimeout(function () { save(form); }, AUTOSAVE));
  }
  document.addEventListener("input", touch);
  document.addEventListener("change", touch);
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") Array.from(dirty.keys()).forEach(save);
  });
  function draftFailed(event) {
    var state = event.target.closest("[data-lr-draft]");
    if (!state) return;
    state.classList.add("is-bad");
    state.textContent = "草稿没有存上，可能断网了。填的内容还在，先不要关掉这页，请再按一次“存草稿”。";
  }
  document.addEventListener("htmx:sendError", draftFailed);
  document.addEventListener("htmx:responseError", draftFailed);
  document.addEventListener("htmx:afterSwap", function (event) {
    var state = event.target.closest("[data-lr-draft]");
    if (state) state.classList.remove("is-bad");
  });

  /* 3 读卡器像键盘一样打字,末尾一个回车 */
  var typed = "", last = 0;
  function isField(node) { return /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.isContentEditable; }
  function nextField(field) {
    var all = Array.from(field.form.elements).filter(function (node) {
      return isField(node) && node.type !== "hidden" && !node.disabled;
    });
    return all[all.indexOf(field) + 1];
  }
  document.addEventListener("keydown", function (event) {
    var quick = event.timeStamp - last < BURST;
    last = event.timeStamp;
    if (/^[0-9Xx]$/.test(event.key)) {
      typed = quick ? typed + event.key : event.key;
      var search = document.querySelector("[data-lr-search]");
      if (search && typed.length >= 6 && !isField(event.target)) {   // 没有点进框就刷卡:送进查找框
        event.preventDefault();
        search.value = typed;
        search.focus();
      }
      return;
    }
    var swiped = quick && typed.length >= 15;
    typed = "";
    if (event.key !== "Enter" || !swiped) return;
    if (event.target.matches("[data-lr-reader]")) {                  // 表里的证件号框:跳到下一格,不交表
      var next = nextField(event.target);
      event.preventDefault();
      if (next) next.focus();
    }
  });

  /* 4 打印 */
  document.querySelectorAll("[data-lr-print]").forEach(function (button) { button.hidden = false; });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-lr-print]")) window.print();
  });
  if (document.querySelector("[data-lr-print-now]")) window.addEventListener("load", function () { window.print(); });

  /* 5 选了文件,写出名字和大小 */
  document.addEventListener("change", function (event) {
    var input = event.target, photo = input.closest(".lr-photo");
    if (input.type !== "file" || !input.matches("[data-lr-file]")) return;
    var words = Array.from(input.files).map(function (file) {
      return file.name + "，" + (file.size / 1048576).toFixed(1) + " MB";
    }).join("；");
    var place = photo ? photo.querySelector("[data-lr-file-state]") : input.nextElementSibling;
    if (!place || !place.matches("[data-lr-file-state]")) return;
    place.textContent = photo && words ? "已选，待上传" : words;
    if (photo) photo.classList.toggle("lr-photo--got", Boolean(words));
  });

  /* 6 有错先到出错汇总;菜单点外面或按 Esc 收起 */
  var summary = document.querySelector("[data-lr-focus]");
  if (summary) summary.focus();
  function closeMenus(except) {
    document.querySelectorAll("details.lr-more[open], details.lr-menu[open]").forEach(function (menu) {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", function (event) { closeMenus(event.target.closest("details")); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = event.target.closest("details[open]");
    closeMenus(null);
    if (menu && menu.matches(".lr-more, .lr-menu")) menu.querySelector("summary").focus();
  });
})();
