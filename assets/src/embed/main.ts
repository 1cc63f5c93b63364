document.getElementById('embed')?.setAttribute('data-ready', '');
