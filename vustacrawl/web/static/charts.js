// Charts, drawn with D3 from JSON in the page. Each page also has the same figures as a table or a list.
"use strict";
(() => {
  const LEVELS = 4;
  const home = document.querySelector(".brand").getAttribute("href");

  for (const place of document.querySelectorAll("[data-chart]")) {
    const kind = place.dataset.chart;
    const data = JSON.parse(document.getElementById(`${kind}-data`).textContent);
    ({ years: drawYears, calendar: drawCalendar, timeline: drawTimeline, trends: drawTrends })[kind](place, data);
  }

  /** One bar per year; a click opens the year's calendar. */
  function drawYears(place, years) {
    const height = 120, width = Math.max(280, place.clientWidth), bottom = 18, top = 14;
    const x = d3.scaleBand(years.map(([year]) => year), [0, width]).paddingInner(0.25);
    const y = d3.scaleLinear([0, d3.max(years, ([, count]) => count)], [height - bottom, top]);
    const svg = d3.select(place).append("svg").attr("viewBox", [0, 0, width, height]);
    const bar = svg.selectAll("g").data(years).join("g");
    bar.append("rect").attr("class", "hit")
      .attr("x", ([year]) => x(year)).attr("width", x.bandwidth()).attr("height", height)
      .on("click", (_, [year]) => location.assign(`${home}?year=${year}#calendar`))
      .append("title").text(([year, count]) => `${year}: ${count}`);
    bar.append("rect").attr("class", ([year]) => (year === place.dataset.year ? "mark chosen" : "mark"))
      .attr("pointer-events", "none").attr("rx", 2)
      .attr("x", ([year]) => x(year)).attr("width", x.bandwidth())
      .attr("y", ([, count]) => y(count)).attr("height", ([, count]) => height - bottom - y(count));
    if (x.bandwidth() >= 26) {
      bar.append("text").attr("text-anchor", "middle").attr("pointer-events", "none")
        .attr("x", ([year]) => x(year) + x.bandwidth() / 2).attr("y", ([, count]) => y(count) - 4)
        .text(([, count]) => (count < 10_000 ? count : d3.format(".2~s")(count)));
    }
    const every = Math.ceil(34 / x.step());
    bar.filter((_, at) => (years.length - 1 - at) % every === 0).append("text")
      .attr("x", ([year]) => x(year) + x.bandwidth() / 2).attr("y", height - 4).attr("text-anchor", "middle")
      .text(([year]) => year);
  }

  /** Twelve months of days, Monday first; a click reads a day's articles. */
  function drawCalendar(place, days) {
    const year = Number(place.dataset.year), language = place.dataset.language;
    const most = Math.max(4, d3.max(Object.values(days)) || 0);
    const level = (count) => (count ? Math.ceil((LEVELS * Math.sqrt(count)) / Math.sqrt(most)) : 0);
    const name = new Intl.DateTimeFormat(language, { month: "long" });
    const iso = d3.timeFormat("%Y-%m-%d");
    const cell = 14, gap = 2, head = 20;
    for (const month of d3.timeMonths(new Date(year, 0, 1), new Date(year + 1, 0, 1))) {
      const svg = d3.select(place).append("svg").attr("viewBox", [0, 0, 7 * cell - gap, head + 6 * cell - gap]);
      svg.append("text").attr("y", 11).text(name.format(month));
      svg.selectAll("rect").data(d3.timeDays(month, d3.timeMonth.offset(month, 1))).join("rect")
        .attr("x", (day) => ((day.getDay() + 6) % 7) * cell)
        .attr("y", (day) => head + d3.timeMonday.count(d3.timeMonday(month), day) * cell)
        .attr("width", cell - gap).attr("height", cell - gap).attr("rx", 2)
        .attr("class", (day) => `day level-${level(days[iso(day)])}`)
        .on("click", (_, day) => days[iso(day)] && location.assign(`${home}search?since=${iso(day)}&until=${iso(day)}`))
        .append("title").text((day) => `${iso(day)}: ${days[iso(day)] || 0}`);
    }
  }

  /** Articles per month over all years of a site. */
  function drawTimeline(place, months) {
    const width = Math.max(280, place.clientWidth), height = 110, bottom = 20, left = 34;
    const parse = d3.timeParse("%Y-%m");
    const rows = Object.entries(months).map(([month, count]) => [parse(month), count]);
    const first = d3.timeYear(d3.min(rows, ([month]) => month));
    const last = d3.timeYear.offset(d3.timeYear(d3.max(rows, ([month]) => month)), 1);
    const x = d3.scaleTime([first, last], [left, width]);
    const y = d3.scaleLinear([0, Math.max(4, d3.max(rows, ([, count]) => count))], [height - bottom, 8]).nice();
    const svg = d3.select(place).append("svg").attr("viewBox", [0, 0, width, height]);
    svg.append("g").attr("transform", `translate(0,${height - bottom})`)
      .call(d3.axisBottom(x).ticks(d3.timeYear.every(Math.ceil(d3.timeYear.count(first, last) / (width / 70))), "%Y").tickSizeOuter(0));
    svg.append("g").attr("transform", `translate(${left},0)`).call(d3.axisLeft(y).ticks(2).tickFormat(d3.format("~s")).tickSizeOuter(0));
    const wide = Math.max(1, (width - left) / d3.timeMonth.count(first, last) - 0.5);
    svg.append("g").selectAll("rect").data(rows).join("rect").attr("class", "mark")
      .attr("x", ([month]) => x(month)).attr("width", wide)
      .attr("y", ([, count]) => y(count)).attr("height", ([, count]) => height - bottom - y(count))
      .append("title").text(([month, count]) => `${d3.timeFormat("%Y-%m")(month)}: ${count}`);
  }

  /** One line per phrase: occurrences per million words; a click on a point opens the articles. */
  function drawTrends(place, lines) {
    const width = Math.max(280, place.clientWidth), height = 260, bottom = 22, left = 44, right = 12;
    const moment = ({ period }) => new Date(Number(period.slice(0, 4)), Number(period.slice(5) || 1) - 1);
    const points = lines.flatMap((line) => line.points);
    const x = d3.scaleTime(d3.extent(points, moment), [left, width - right]);
    const y = d3.scaleLinear([0, d3.max(points, ({ rate }) => rate) || 1], [height - bottom, 10]).nice();
    const svg = d3.select(place).append("svg").attr("viewBox", [0, 0, width, height]);
    const years = d3.timeYear.count(...x.domain()) + 1;
    const every = d3.timeYear.every(Math.max(1, Math.ceil(years / (width / 60))));
    svg.append("g").attr("transform", `translate(0,${height - bottom})`)
      .call(d3.axisBottom(x).ticks(every, "%Y").tickSizeOuter(0));
    svg.append("g").attr("transform", `translate(${left},0)`).call(d3.axisLeft(y).ticks(4).tickFormat(d3.format("~s")).tickSizeOuter(0));
    const path = d3.line().x((point) => x(moment(point))).y(({ rate }) => y(rate));
    const line = svg.selectAll("g.line").data(lines).join("g").attr("class", (_, at) => `line series-${at}`);
    line.append("path").attr("d", (found) => path(found.points));
    line.selectAll("circle").data((found) => found.points.map((point) => [found, point])).join("circle")
      .attr("r", points.length > 60 * lines.length ? 2 : 4).attr("cx", ([, point]) => x(moment(point))).attr("cy", ([, { rate }]) => y(rate))
      .on("click", (_, [, { href }]) => location.assign(href))
      .append("title").text(([{ phrase }, { period, label }]) => `${phrase}, ${period}: ${label}`);
  }
})();
