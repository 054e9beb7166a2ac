data "keyplane_cost_estimate" "article" {
  service_id = "text-generation"
  model_id   = "text-small"

  parameters = {
    input_tokens  = "2000"
    output_tokens = "500"
  }
}

output "cost_of_an_article" {
  value = "${data.keyplane_cost_estimate.article.cost} ${data.keyplane_cost_estimate.article.currency}"
}
