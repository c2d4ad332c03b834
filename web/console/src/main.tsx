document.getElementById('root')!.textContent = '考场工作台';
