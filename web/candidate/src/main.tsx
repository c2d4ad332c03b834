document.getElementById('root')!.textContent = '考场';
