"""Finds a light page on a darker ground: a sheet on a desk, a window's canvas in its margin."""

import cv2
import numpy as np

from handdraw_inference.drawings.grids import Grey, dilate, erode
from handdraw_inference.drawings.marks import Marks, find_marks

LEAST_PAGE = 0.06  # of the picture: a page is larger
LIGHT_SHARE = 0.5  # of all that is light: a page is more
SOLID = 0.8  # of its convex hull that a page fills
CORNERS = 5  # at most, and one may be cut off
ROUNDED = 0.03  # of its outline: how far it may deviate from straight edges
LIGHTER = 1.12  # times the ground just beside it
INKED = 0.75  # of the page's shade: what is darker is ink on it
WRITTEN = 0.0005  # of the picture: less ink than this, and it is no page but a light mark
RIM = 7  # px: half of it is left out along a page's edge


def find_page(grey: Grey) -> Marks | None:
    """Return where the page is, [h, w], without its rim, or None."""
    sheet = _find_light_sheet(grey)
    if sheet is None:
        return None
    inner, outer = erode(sheet, RIM, RIM), dilate(sheet, RIM, RIM)
    if not inner.any() or np.array_equal(outer, sheet):
        return None
    if np.median(grey[sheet > inner]) < LIGHTER * np.median(grey[outer > sheet]):
        return None
    inked = np.count_nonzero((grey < INKED * np.median(grey[inner > 0][::16])) & (inner > 0))
    return inner > 0 if inked >= WRITTEN * grey.size else None


def _find_light_sheet(grey: Grey) -> Grey | None:
    """Return the largest light patch, without holes, if it is convex and has few corners: 1 in it, 0 around."""
    _, light = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    found, labels = find_marks(light > 0)
    mark = max(found, key=lambda one: one.area, default=None)
    if mark is None or mark.area < max(LEAST_PAGE * grey.size, LIGHT_SHARE * np.count_nonzero(light)):
        return None
    if mark.edges(grey.shape) > 1:
        return None
    own = (labels == mark.label).astype(np.uint8)
    outline, _ = cv2.findContours(own, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(np.concatenate(outline))
    corners = cv2.approxPolyDP(hull, ROUNDED * cv2.arcLength(hull, closed=True), closed=True)
    if len(corners) > CORNERS or max(map(cv2.contourArea, outline)) < SOLID * cv2.contourArea(hull):
        return None
    return np.asarray(cv2.fillConvexPoly(np.zeros_like(own), hull, 1), np.uint8)


def cover_ground(grey: Grey, page: Marks) -> Grey:
    """Paint what is not page in the page's shade."""
    return np.where(page, grey, np.uint8(np.median(grey[page][::16])))
