(() => {
  "use strict";

  const SIDE = 1600;
  const SMALL = 400 * 1024; // below this a picture goes as it is

  // As small as the server keeps it, so that a weak line has less to carry; the server draws it anew all the same.
  window.shrunk = async (file) => {
    if (file.size <= SMALL || !window.createImageBitmap) { return file; }
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const part = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.max(1, Math.round(bitmap.width * part));
      canvas.height = Math.max(1, Math.round(bitmap.height * part));
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      const made = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.86); });
      return made && made.size < file.size ? made : file;
    } catch {
      return file; // the server says what is wrong with it
    }
  };
})();
