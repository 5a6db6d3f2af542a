def shown(request,subject,what=""): pass
