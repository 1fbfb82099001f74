using Starvation.Figures;

namespace Samples.Tests.Starvation;

public sealed class FigureBlockTests : IDisposable
{
    private readonly string _page = Path.GetTempFileName();

    public void Dispose() => File.Delete(_page);

    [Theory]
    [InlineData("figures", "all")]
    [InlineData("key figures", "key")]
    public void Renew_PageWithMark_ReplacesText(string mark, string expected)
    {
        File.WriteAllText(_page, $"before\n<!-- {mark} of samples/Starvation -->\nold\n<!-- end of the figures -->\nafter");

        FigureBlock.Renew(_page, "all\n", "key\n");

        Assert.Equal($"before\n<!-- {mark} of samples/Starvation -->\n{expected}\n<!-- end of the figures -->\nafter", File.ReadAllText(_page));
    }

    [Fact]
    public void Renew_PageWithoutMarks_ThrowsAndKeepsPage()
    {
        File.WriteAllText(_page, "text");

        var error = Assert.Throws<InvalidOperationException>(() => FigureBlock.Renew(_page, "figures", "key"));

        Assert.Equal($"{_page} has no place for the figures: add the lines '<!-- figures of samples/Starvation -->' or '<!-- key figures of samples/Starvation -->', and '<!-- end of the figures -->'.", error.Message);
        Assert.Equal("text", File.ReadAllText(_page));
    }
}
