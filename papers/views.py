"""Looking at a paper, printing it, and looking at a photograph."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from kernel import reads
from papers import actions, pdfs, subjects
from papers.models import Document, Photo


@require_GET
def sheet(request, pk):
    """The paper as it was issued, ready to print."""
    document = get_object_or_404(Document.objects.visible_to(request.user).select_related("office"), pk=pk)
    reads.shown(request, document, what="paper")
    context = {
        "document": document,
        "print_now": "print" in request.GET,
        "has_pdf": pdfs.available(),
        **subjects.way_back(document),
    }
    return render(request, "papers/sheet.html", context)


@require_POST
def count_printing(request, pk):
    """Count a printing, then show the sheet with the print dialogue open."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    actions.count_print(document, by=request.user)
    response = redirect("papers:sheet", pk=document.pk)
    response["Location"] += "?print"
    return response


@require_GET
def pdf(request, pk):
    """The same paper as PDF; where the system has no Pango, the sheet serves and says so."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    reads.shown(request, document, what="paper")
    if not pdfs.available():
        messages.info(request, "这台机器没有装 Pango，不能生成 PDF：请在本页直接打印。")
        return redirect("papers:sheet", pk=document.pk)
    response = HttpResponse(pdfs.render(document), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.pk}.pdf"'
    return response


@require_GET
def photo(request, pk):
    """A photograph, to whoever may see the case it belongs to."""
    found = get_object_or_404(Photo.objects.visible_to(request.user), pk=pk)
    reads.shown(request, found, what="photo")
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type="image/jpeg")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
