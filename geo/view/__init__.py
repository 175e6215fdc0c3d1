"""The View: the whole description of one map, to and from a web address and JSON.

==================== === ============================================ ==================
field                key written as                                   left out when
==================== === ============================================ ==================
page                 pg  codes of `geo.view.codes`                    overview
lang                 l   ``zh`` ``en``                                zh
theme                th  ``i`` indicator, ``s`` field share,           indicator
                         ``q`` location quotient, ``b`` bivariate,
                         ``r`` reach
indicator            i   its id                                       none
period               p   ``2023`` ``2021H1`` ``2022Q1-Q3`` ``2018-07`` none
second               i2  its id                                       none
second_period        p2  as period                                    none
geography            g   ``p`` prefecture, ``c`` county               prefecture
form                 f   ``t`` total, ``h`` per head, ``a`` per km²,  total
                         ``s`` share
drawing              d   ``f`` fill, ``c`` circle                     by kind
scheme               s   ``n`` natural, ``q`` quantiles, ``e`` equal, natural
                         ``p`` pretty, ``u`` user
k                    k   ``2`` ... ``9``                              5
breaks               b   edges joined by ``_``: ``0_10_50.5``         none
same_breaks          sb  ``1``                                        no
palette              c   ``b`` blues, ``c`` cividis                   blues
layers               ly  ``re ri ch ca zo pl sc la`` joined by ``.``  all but ``ca pl``
zone_levels          zl  ``n`` ``p`` ``c`` joined by ``.``            ``n.p``
zone_marks           zm  ``c`` counted 2020, ``s`` since,             all
                         ``u`` undated, ``p`` named for upgrade
asof                 at  as period                                    none
zone_indicator       zi  its id                                       none
zone_period          zp  as period                                    none
platform_categories  pc  codes of `geo.view.codes` joined by ``.``    all
platform_levels      pv  ``n`` ``p`` ``m``, ``u`` for unknown         all
platform_statuses    ps  ``o`` ``c`` ``p`` joined by ``.``            all
host                 ho  the words                                    none
fields               fd  codes of `geo.view.codes`, ``u`` for unknown all
field_basis          ba  ``p`` platforms, ``z`` zones                 platforms
prefectures          pf  codes of places joined by ``.``              all
without              wo  codes of places joined by ``.``              none
aims                 am  ``3:30000,rd_intensity:2.8``                 none
catchment            cm  ``r`` ring, ``d`` drive, ``v`` ``w`` Voronoi   none
                         by distance and by drive time, ``h`` Huff,
                         ``a`` 2SFCA, ``e`` E2SFCA, ``t`` 3SFCA
against              cv  as catchment                                 none
catchment_zones      cz  ids joined by ``.``                          all
trial                ct  codes of counties joined by ``.``            none
radii_km             cr  kilometres joined: ``10_30``                 30
minutes              ci  minutes joined: ``30_60_90``                 60
outline              cg  ``e`` each, ``m`` merged                     by method
weighting            cw  ``a`` areal, ``d`` dasymetric                areal
huff_size            hs  ``e`` equal, ``p`` platforms, ``r`` revenue  equal
huff_decay           hd  power of the cost: ``1.5``                   2
reach_cost           hc  ``k`` km, ``m`` minutes                      minutes
access_supply        su  ``p`` platforms, ``z`` zones                 platforms
huff_zone            hz  id of a zone                                 strongest
case_zone            ez  id of a zone                                 none
rule_set             rs  id of a rule set; ``track``: all that guard  by the zone's level
                         the zone's gate
rule_beside          rb  id of a rule set                             none
criterion            ec  id of a criterion                            none
section              se  its name                                     the first
selection            sel ``510100`` ``zone:chengdu`` ``platform:SKL-001`` none
extent               ext longitude,latitude,zoom: ``104.07,30.66,7.25``       start view
review_number        rn  as given: ``GS川（2026）12号``                  none
==================== === ============================================ ==================

The value ``-`` stands for none (or, for a filter, all). The map's script in the browser
writes `ext` and `ly` itself when a person pans or switches a layer; a test holds both forms.
An indicator (`i`, `i2`, `zi`) without its period means its default period.
A key that is not in the table belongs to somebody else and is left alone.
"""

from __future__ import annotations

from geo.view.message import Message
from geo.view.model import DEFAULT_LAYERS, PLAIN_LAYERS, Extent, View, drawing_for
from geo.view.resolve import resolve

__all__ = [
    "DEFAULT_LAYERS",
    "PLAIN_LAYERS",
    "Extent",
    "Message",
    "View",
    "drawing_for",
    "resolve",
]
