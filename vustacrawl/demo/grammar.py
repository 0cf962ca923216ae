"""A small grammar of events, people and places: texts of our own, in real Vietnamese, drawn with a seeded generator."""

from __future__ import annotations

from random import Random

FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đinh")
MIDDLE_NAMES = ("Văn", "Thị", "Minh", "Quang", "Hữu", "Thanh", "Đức", "Ngọc", "Xuân", "Thu")
GIVEN_NAMES = ("Hà", "Long", "Hiền", "Sơn", "Thủy", "Dũng", "Lan", "Tùng", "Yến", "Khánh", "Bình", "Nga", "Phúc")
PLACES = (
    "Hà Nội",
    "Đà Nẵng",
    "Cần Thơ",
    "Hải Phòng",
    "Huế",
    "Nghệ An",
    "Lâm Đồng",
    "Bắc Giang",
    "Quảng Ninh",
    "Cà Mau",
)
EVENTS = ("hội thảo", "tọa đàm", "hội nghị", "lớp tập huấn", "diễn đàn", "lễ trao giải", "buổi làm việc")
TOPICS = (
    "chuyển đổi số trong nông nghiệp",
    "bảo vệ môi trường làng nghề",
    "ứng dụng trí tuệ nhân tạo trong y tế",
    "nâng cao chất lượng nguồn nước",
    "phát triển năng lượng tái tạo",
    "phổ biến kiến thức khoa học cho thanh niên",
    "tư vấn, phản biện và giám định xã hội",
    "an toàn hồ đập trong mùa mưa lũ",
    "sáng tạo kỹ thuật của người lao động",
    "bảo tồn đa dạng sinh học vùng ven biển",
    "phòng chống sạt lở ở miền núi",
    "quản lý rác thải nhựa",
)
BODIES = (
    "Liên hiệp hội tỉnh",
    "Hội Cơ học",
    "Hội Làm vườn",
    "Hội Hóa học",
    "Viện Nghiên cứu môi trường",
    "Hội Thủy lợi",
)
ROLES = ("Chủ tịch", "Phó Chủ tịch", "Tổng Thư ký", "Trưởng ban", "Giám đốc")
VERBS = ("nhấn mạnh", "cho biết", "khẳng định", "đề nghị", "phân tích")
WISHES = (
    "cần gắn nghiên cứu với nhu cầu của người dân và doanh nghiệp",
    "đội ngũ trí thức phải được tạo điều kiện để đóng góp nhiều hơn",
    "các hội thành viên nên chia sẻ dữ liệu và kinh nghiệm với nhau",
    "việc tuyên truyền phải gần gũi, dễ hiểu và thường xuyên",
    "mỗi địa phương cần chọn mô hình phù hợp với điều kiện của mình",
    "kết quả bước đầu là đáng khích lệ, song còn nhiều việc phải làm",
    "nguồn kinh phí cần được phân bổ sớm và minh bạch",
)
SENTENCES = (
    "Tại {event}, các đại biểu đã nghe {count} tham luận về {topic}.",
    "Theo {body}, số mô hình được nhân rộng tại {place} đã tăng lên {count} trong năm qua.",
    "{role} {person} {verb}: {wish}.",
    "Nhiều ý kiến cho rằng {wish}.",
    "Chương trình thu hút hơn {count} nhà khoa học, kỹ sư và cán bộ quản lý đến từ {place} và các tỉnh lân cận.",
    "Ban tổ chức sẽ tổng hợp các kiến nghị để gửi {body} trong tháng tới.",
    "Ông {person}, đại diện {body}, chia sẻ kinh nghiệm triển khai tại {place}.",
)
EN_TOPICS = (
    "clean water for coastal communes",
    "digital tools for small farms",
    "renewable energy in the highlands",
    "dam safety in the flood season",
    "science education for young people",
    "plastic waste in craft villages",
)
EN_SENTENCES = (
    "Delegates heard {count} papers on {topic}.",
    "Mr. {person} of the organising board said that local needs should come first.",
    "More than {count} scientists and engineers from {place} and nearby provinces took part.",
    "The board will send its proposals on {topic} to member associations next month.",
    "Speakers from {place} shared what {count} pilot projects had taught them.",
)


class Grammar:
    """Draws names and sentences; equal seeds give equal texts."""

    def __init__(self, random: Random, language: str) -> None:
        self.random = random
        self.language = language

    def person(self) -> str:
        """A full name."""
        pick = self.random.choice
        return f"{pick(FAMILY_NAMES)} {pick(MIDDLE_NAMES)} {pick(GIVEN_NAMES)}"

    def topic(self) -> str:
        """What a meeting is about."""
        return self.random.choice(TOPICS if self.language == "vi" else EN_TOPICS)

    def title(self, number: int) -> str:
        """A headline; ``number`` keeps two of them apart."""
        pick = self.random.choice
        if self.language == "en":
            return f"Workshop {number} in {pick(PLACES)} discusses {self.topic()}"
        return f"{pick(PLACES)}: {pick(EVENTS).capitalize()} lần thứ {number} về {self.topic()}"

    def lead(self, number: int) -> str:
        """The paragraph that opens an article."""
        pick = self.random.choice
        if self.language == "en":
            return (
                f"Workshop number {number} on {self.topic()} was held in {pick(PLACES)}, {self.person()} in the chair."
            )
        day = f"{self.random.randint(1, 28)}/{self.random.randint(1, 12)}"
        return (
            f"Ngày {day}, tại {pick(PLACES)}, {pick(BODIES)} tổ chức {pick(EVENTS)} lần thứ {number} về {self.topic()}."
        )

    def paragraph(self) -> str:
        """Two to four sentences."""
        sentences = SENTENCES if self.language == "vi" else EN_SENTENCES
        return " ".join(self._filled(sentence) for sentence in self.random.sample(sentences, self.random.randint(2, 4)))

    def caption(self) -> str:
        """The words under an image."""
        if self.language == "en":
            return f"{self.person()} speaks at the workshop in {self.random.choice(PLACES)}"
        return f"{self.random.choice(ROLES)} {self.person()} phát biểu tại {self.random.choice(EVENTS)}"

    def _filled(self, sentence: str) -> str:
        pick = self.random.choice
        return sentence.format(
            event=pick(EVENTS),
            topic=self.topic(),
            body=pick(BODIES),
            place=pick(PLACES),
            role=pick(ROLES),
            person=self.person(),
            verb=pick(VERBS),
            wish=pick(WISHES),
            count=self.random.randint(12, 480),
        )
